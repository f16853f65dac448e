import { parseDuration } from '../../../runtime/duration.ts';
import { PmSimError } from '../../../runtime/errors.ts';
import { didYouMean } from '../../../runtime/near-match.ts';

/** Edge policies whose setting can be swept. */
const POLICIES = ['deadband', 'swinging-door', 'heartbeat', 'rcf-gate'] as const;
export type PolicyName = (typeof POLICIES)[number];

export interface SweepSpec {
  readonly policy: PolicyName;
  /** As they are shown. */
  readonly settings: readonly Setting[];
}

export interface Setting {
  readonly text: string;
  /** Percent of a channel's span; ms for a heartbeat; usual deviations for a gate. */
  readonly value: number;
}

/** Settings of a range that gives none between its ends. */
const STEPS = 5;

/**
 * Reads `deadband=0..5%`, `swinging-door=0,0.5%,1%`, `heartbeat=10m,1h` or `rcf-gate=3..8`.
 * @throws PmSimError `eval/sweep`
 */
export function parseSweep(text: string): SweepSpec {
  const split = text.indexOf('=');
  const name = text.slice(0, split);
  const policy = POLICIES.find((known) => known === name);
  if (policy === undefined) {
    throw invalid(`There is no policy "${name}" to sweep.${didYouMean(name, POLICIES)}`);
  }
  const range = text.slice(split + 1);
  const ends = range.split('..');
  const [low = '', high = ''] = ends;
  if (ends.length === 2) return { policy, settings: between(policy, low, high) };
  return { policy, settings: range.split(',').map((part) => setting(policy, part.trim())) };
}

function between(policy: PolicyName, low: string, high: string): readonly Setting[] {
  if (policy === 'heartbeat') throw invalid('A heartbeat is swept over a list, not a range.');
  const unit = policy === 'rcf-gate' ? '' : '%';
  const [from, to] = [setting(policy, low).value, setting(policy, high).value];
  if (from >= to) throw invalid(`The range ${low}..${high} does not rise.`);
  return Array.from({ length: STEPS + 1 }, (_, k) => {
    const value = Number((from + ((to - from) * k) / STEPS).toPrecision(4));
    return { text: `${value}${unit}`, value };
  });
}

function setting(policy: PolicyName, text: string): Setting {
  const value = policy === 'heartbeat' ? parseDuration(text) : Number(text.replace(/%$/, ''));
  if (text !== '' && Number.isFinite(value) && value >= 0) return { text, value };
  throw invalid(`"${text}" is no setting of ${policy}.`);
}

function invalid(what: string): PmSimError {
  return new PmSimError('eval/sweep', what, {
    hint: 'Write deadband=0..5%, swinging-door=0,0.5%,1%, heartbeat=10m,1h,6h or rcf-gate=3..8.',
  });
}
