/**
 * Turns single anomalous readings into episodes, one alert each: an episode opens when `openCount`
 * of the last `openWindow` readings were anomalous, and stay so many for `openMinMs` from the first of
 * them, at whatever rate readings come; it closes when for
 * `closeCount` readings and `closeMinMs` the level stayed below `closeRatio`; then for `refractoryMs`
 * none opens, unless the level is `rearmRatio` times the peak of the last.
 * Hysteresis, on- and off-delay are those of ISA-18.2 alarms. Plain data, so that a snapshot is its JSON.
 */
export interface AlertPolicyOptions {
  readonly openCount: number;
  readonly openWindow: number;
  readonly openMinMs: number;
  readonly closeCount: number;
  readonly closeMinMs: number;
  /** Level is score over threshold: 1 is the threshold itself. */
  readonly closeRatio: number;
  readonly refractoryMs: number;
  readonly rearmRatio: number;
}

export interface AlertPolicy {
  /** Times of anomalous readings among the last `openWindow`; 0 for one that was not. */
  recent: number[];
  /** First of the anomalous readings since which there were always enough of them. */
  enoughSince: number | null;
  openedAt: number | null;
  peak: number;
  calmCount: number;
  calmSince: number;
  closedAt: number | null;
}

export type Transition = 'opened' | 'ongoing' | 'closed';

export const DEFAULT_POLICY: AlertPolicyOptions = {
  openCount: 5,
  openWindow: 8,
  openMinMs: 60_000,
  closeCount: 10,
  closeMinMs: 300_000,
  closeRatio: 0.9,
  refractoryMs: 1_800_000,
  rearmRatio: 1.5,
};

export function createAlertPolicy(): AlertPolicy {
  return {
    recent: [],
    enoughSince: null,
    openedAt: null,
    peak: 0,
    calmCount: 0,
    calmSince: 0,
    closedAt: null,
  };
}

/** Takes one reading's outcome; undefined while no episode is open. */
export function stepPolicy(
  policy: AlertPolicy,
  outcome: { readonly ts: number; readonly anomalous: boolean; readonly level: number },
  options: AlertPolicyOptions,
): Transition | undefined {
  policy.recent.push(outcome.anomalous ? outcome.ts : 0);
  if (policy.recent.length > options.openWindow) policy.recent.shift();
  return policy.openedAt === null
    ? tryOpen(policy, outcome, options)
    : tryClose(policy, outcome, options);
}

/** Ends an open episode at once: its behaviour was accepted as normal. */
export function endEpisode(policy: AlertPolicy, ts: number): void {
  policy.openedAt = null;
  policy.closedAt = ts;
  policy.recent = [];
  policy.enoughSince = null;
}

function tryOpen(
  policy: AlertPolicy,
  outcome: { readonly ts: number; readonly level: number },
  options: AlertPolicyOptions,
): Transition | undefined {
  const hits = policy.recent.filter((ts) => ts !== 0);
  if (hits.length < options.openCount) {
    policy.enoughSince = null;
    return undefined;
  }
  policy.enoughSince ??= hits[0] ?? outcome.ts;
  if (outcome.ts - policy.enoughSince < options.openMinMs) return undefined;
  const refractory =
    policy.closedAt !== null && outcome.ts - policy.closedAt < options.refractoryMs;
  if (refractory && outcome.level < options.rearmRatio * policy.peak) return undefined;
  policy.openedAt = outcome.ts;
  policy.peak = outcome.level;
  policy.calmCount = 0;
  return 'opened';
}

function tryClose(
  policy: AlertPolicy,
  outcome: { readonly ts: number; readonly level: number },
  options: AlertPolicyOptions,
): Transition {
  policy.peak = Math.max(policy.peak, outcome.level);
  if (outcome.level >= options.closeRatio) {
    policy.calmCount = 0;
    return 'ongoing';
  }
  if (policy.calmCount === 0) policy.calmSince = outcome.ts;
  policy.calmCount += 1;
  const calm =
    policy.calmCount >= options.closeCount && outcome.ts - policy.calmSince >= options.closeMinMs;
  if (!calm) return 'ongoing';
  endEpisode(policy, outcome.ts);
  return 'closed';
}
