import type { SourceMetrics } from '../../detection/metrics/evaluate.ts';
import type { TrialMetrics } from '../../detection/trial/trial-metrics.ts';
import { PmSimError } from '../../runtime/errors.ts';
import { didYouMean } from '../../runtime/near-match.ts';

/** What is judged: the alerts of a source, or those of a detector that was tried. */
type Measured = SourceMetrics & Partial<Pick<TrialMetrics, 'headline' | 'secondary'>>;
type Measure = (metrics: Measured) => number | null | undefined;

/** What a gate can be set on, by name; times in ms. */
const MEASURES: Readonly<Record<string, Measure>> = {
  recall: ({ detection }) => detection.recall,
  'actionable-recall': ({ detection }) => detection.actionableRecall,
  'delay-median-ms': ({ detection }) => detection.delayMs.median,
  'delay-p90-ms': ({ detection }) => detection.delayMs.p90,
  'before-limit': ({ detection }) => detection.beforeLimit,
  attribution: ({ detection }) => detection.attributionTop1,
  'attribution-top3': ({ detection }) => detection.attributionTop3,
  far: ({ falseAlarms }) => falseAlarms.all.perDeviceDay,
  'far-healthy': ({ falseAlarms }) => falseAlarms.healthy.perDeviceDay,
  'far-confounder': ({ falseAlarms }) => falseAlarms.confounderOnly.perDeviceDay,
  'alarms-per-10min-max': ({ load }) => load.per10MinMax,
  chattering: ({ load }) => load.chattering,
  'range-precision': ({ range }) => range.precision,
  'range-recall': ({ range }) => range.recall,
};

/** Those of a trial only. */
const TRIAL_MEASURES: Readonly<Record<string, Measure>> = {
  'headline-recall': ({ headline }) => headline?.recall,
  nab: ({ secondary }) => secondary?.nab.standard,
  'auc-pr': ({ secondary }) => secondary?.aucPr,
  'vus-pr': ({ secondary }) => secondary?.vusPr,
};

export interface Gate {
  readonly name: string;
  /** Those who must meet it, each. */
  readonly judged: readonly string[];
  readonly side: 'under' | 'over';
  readonly limit: number;
  readonly measure: Measure;
}

/** Whose figures there will be. */
export interface GateScope {
  /** Names that may stand before a measure. */
  readonly names: readonly string[];
  /** Those that must meet a gate without a name before it. */
  readonly otherwise: readonly string[];
  readonly trial: boolean;
}

/**
 * Reads `recall=0.9`, or of one source or detector `rcf.recall=0.9`.
 * @throws PmSimError `eval/unknown-gate` or `eval/invalid-gate`
 */
export function parseGate(text: string, side: Gate['side'], scope: GateScope): Gate {
  const split = text.indexOf('=');
  const name = text.slice(0, split);
  const value = text.slice(split + 1).trim();
  const limit = value === '' ? Number.NaN : Number(value);
  const owner = scope.names.find((known) => name.startsWith(`${known}.`));
  const bare = owner === undefined ? name : name.slice(owner.length + 1);
  const measures = scope.trial ? { ...MEASURES, ...TRIAL_MEASURES } : MEASURES;
  const measure = Object.hasOwn(measures, bare) ? measures[bare] : undefined;
  if (measure === undefined) throw unknownGate(name, Object.keys(measures), scope);
  if (!Number.isFinite(limit)) {
    throw new PmSimError('eval/invalid-gate', `The gate "${text}" has no number after "=".`, {
      hint: 'Write NAME=VALUE, such as recall=0.9.',
    });
  }
  return { name, judged: owner === undefined ? scope.otherwise : [owner], side, limit, measure };
}

function unknownGate(name: string, measures: readonly string[], { names }: GateScope): PmSimError {
  const near = name.includes('.')
    ? names.flatMap((owner) => measures.map((measure) => `${owner}.${measure}`))
    : measures;
  const before = names.map((owner) => `${owner}.`).join(' or ');
  return new PmSimError(
    'eval/unknown-gate',
    `There is no gate "${name}".${didYouMean(name, near)}`,
    { hint: `Gates are ${measures.join(', ')}; ${before} before the name judges one alone.` },
  );
}

/** A sentence for each gate that is not met; what could not be measured does not meet any. */
export function failedGates(
  gates: readonly Gate[],
  figures: Readonly<Record<string, Measured>>,
): string[] {
  return gates.flatMap((gate) => gate.judged.flatMap((owner) => failure(gate, owner, figures)));
}

function failure(
  { name, judged, side, limit, measure }: Gate,
  owner: string,
  figures: Readonly<Record<string, Measured>>,
): string[] {
  const label = judged.length > 1 ? `${owner}.${name}` : name;
  const metrics = figures[owner];
  const value = (metrics && measure(metrics)) ?? null;
  if (value === null) return [`gate ${label} failed: there is nothing to measure it on`];
  const failed = side === 'under' ? value < limit : value > limit;
  return failed ? [`gate ${label} failed: ${value} is ${side} ${limit}`] : [];
}
