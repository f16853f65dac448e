import {
  SOURCES,
  type Evaluation,
  type Source,
  type SourceMetrics,
} from '../../detection/metrics/evaluate.ts';
import { PmSimError } from '../../runtime/errors.ts';
import { didYouMean } from '../../runtime/near-match.ts';

/** What a gate can be set on, by name; times in ms. */
const MEASURES: Readonly<Record<string, (metrics: SourceMetrics) => number | null>> = {
  recall: ({ detection }) => detection.recall,
  'actionable-recall': ({ detection }) => detection.actionableRecall,
  'delay-median-ms': ({ detection }) => detection.delayMs.median,
  'delay-p90-ms': ({ detection }) => detection.delayMs.p90,
  attribution: ({ detection }) => detection.attributionTop1,
  far: ({ falseAlarms }) => falseAlarms.all.perDeviceDay,
  'far-healthy': ({ falseAlarms }) => falseAlarms.healthy.perDeviceDay,
  'far-confounder': ({ falseAlarms }) => falseAlarms.confounderOnly.perDeviceDay,
  'alarms-per-10min-max': ({ load }) => load.per10MinMax,
  chattering: ({ load }) => load.chattering,
  'range-precision': ({ range }) => range.precision,
  'range-recall': ({ range }) => range.recall,
};

export interface Gate {
  readonly name: string;
  readonly source: Source;
  readonly side: 'under' | 'over';
  readonly limit: number;
  readonly measure: (metrics: SourceMetrics) => number | null;
}

/**
 * Reads `recall=0.9`, or of one source `cloud.recall=0.9`.
 * @throws PmSimError `eval/unknown-gate` or `eval/invalid-gate`
 */
export function parseGate(text: string, side: Gate['side']): Gate {
  const split = text.indexOf('=');
  const name = text.slice(0, split);
  const value = text.slice(split + 1).trim();
  const limit = value === '' ? Number.NaN : Number(value);
  const source = SOURCES.find((known) => name.startsWith(`${known}.`));
  const bare = source === undefined ? name : name.slice(source.length + 1);
  const measure = Object.hasOwn(MEASURES, bare) ? MEASURES[bare] : undefined;
  if (measure === undefined) {
    const names = Object.keys(MEASURES);
    throw new PmSimError(
      'eval/unknown-gate',
      `There is no gate "${name}".${didYouMean(bare, names)}`,
      {
        hint: `Gates are ${names.join(', ')}; edge. or cloud. before the name judges one source.`,
      },
    );
  }
  if (!Number.isFinite(limit)) {
    throw new PmSimError('eval/invalid-gate', `The gate "${text}" has no number after "=".`, {
      hint: 'Write NAME=VALUE, such as recall=0.9.',
    });
  }
  return { name, source: source ?? 'either', side, limit, measure };
}

/** A sentence for each gate that is not met; what could not be measured does not meet any. */
export function failedGates(gates: readonly Gate[], evaluation: Evaluation): string[] {
  return gates.flatMap(({ name, source, side, limit, measure }) => {
    const value = measure(evaluation[source]);
    if (value === null) return [`gate ${name} failed: there is nothing to measure it on`];
    const failed = side === 'under' ? value < limit : value > limit;
    return failed ? [`gate ${name} failed: ${value} is ${side} ${limit}`] : [];
  });
}
