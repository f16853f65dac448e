import { parseDuration } from '../../runtime/duration.ts';
import type { Reading } from '../../telemetry/reading.ts';
import type { LimitConfig, ThresholdConfig } from '../edge-config.ts';
import { PASS, type EdgeAlarm, type Filter, type FilterDecision } from '../filter.ts';
import { createChange } from './change.ts';

/**
 * Alarm limits with hysteresis and delay (the deadband, on-delay and off-delay of ISA-18.2 /
 * IEC 62682). It never drops: a reading beyond a limit, or taken while an alarm stands, is urgent,
 * every other passes. An alarm is raised once the value has been beyond the limit for `for` without
 * a break, and cleared once it has been back by `hysteresis` for as long.
 * @param previous the filter that this one stands in for: an alarm of a limit that was only moved
 * still stands, and is cleared in its time
 */
export function createThreshold(name: string, config: ThresholdConfig, previous?: Filter): Filter {
  const before = previous?.standing?.();
  const limits = config.limits.map((limit) =>
    createLimit(limit, before?.has(identityOf(limit)) === true),
  );
  return {
    name,
    standing: () =>
      new Set(
        config.limits
          .filter((_, i) => limits[i]?.isRaised() === true)
          .map((one) => identityOf(one)),
      ),
    process(reading) {
      let urgent = false;
      let alarms: EdgeAlarm[] | undefined;
      for (const limit of limits) {
        const alarm = limit.observe(reading);
        urgent ||= alarm !== undefined || limit.demandsAttention();
        if (alarm !== undefined) (alarms ??= []).push(alarm);
      }
      return decisionOf(urgent, alarms);
    },
  };
}

const URGENT: FilterDecision = { action: 'urgent' };

function decisionOf(urgent: boolean, alarms: readonly EdgeAlarm[] | undefined): FilterDecision {
  if (!urgent) return PASS;
  return alarms === undefined ? URGENT : { action: 'urgent', alarms };
}

interface Limit {
  observe(reading: Reading): EdgeAlarm | undefined;
  /** Whether the reading just observed was beyond the limit, or the alarm stands. */
  demandsAttention(): boolean;
  isRaised(): boolean;
}

/** What a limit is, wherever it was moved to. */
function identityOf({ metric, severity, ...limit }: LimitConfig): string {
  const side = SIDES.find((one) => limit[one] !== undefined);
  return `${metric} ${side} ${severity}`;
}

const SIDES = ['above', 'below', 'risesBy', 'fallsBy'] as const;

function createLimit(config: LimitConfig, wasRaised: boolean): Limit {
  const { metric, severity } = config;
  const { limit, sign } = sideOf(config);
  const measure = measureOf(config);
  const clearAt = sign * limit - (config.hysteresis ?? 0);
  const delayMs = config.for === undefined ? 0 : parseDuration(config.for);
  let raised = wasRaised;
  let beyond = false;
  /** Since when the value has been on the other side without a break; undefined when it is not. */
  let changingSince: number | undefined;

  function turned(value: number, ts: number): boolean {
    const onOtherSide = raised ? sign * value <= clearAt : beyond;
    if (!onOtherSide) {
      changingSince = undefined;
      return false;
    }
    // A source clock that was set back must not hold the alarm up: time starts again from there.
    changingSince = Math.min(changingSince ?? ts, ts);
    return ts - changingSince >= delayMs;
  }

  return {
    observe(reading) {
      const value = measure(reading);
      beyond = value !== undefined && sign * value > sign * limit;
      if (value === undefined || !Number.isFinite(value) || !turned(value, reading.ts)) {
        return undefined;
      }
      raised = !raised;
      changingSince = undefined;
      return { metric, state: raised ? 'raised' : 'cleared', value, limit, severity };
    },
    demandsAttention: () => raised || beyond,
    isRaised: () => raised,
  };
}

/** What a limit is set on: the value, or how far it has moved within a time. */
function measureOf({ metric, within }: LimitConfig): (reading: Reading) => number | undefined {
  if (within === undefined) return ({ metrics }) => metrics[metric];
  const change = createChange(parseDuration(within));
  return ({ ts, metrics }) => {
    const value = metrics[metric];
    return value === undefined ? undefined : change(ts, value);
  };
}

/** `sign` is +1 for a high limit and −1 for a low one: comparing `sign * value` serves both. */
function sideOf(config: LimitConfig): { readonly limit: number; readonly sign: 1 | -1 } {
  const { above, below, risesBy, fallsBy } = config;
  const high = above ?? risesBy;
  if (high !== undefined) return { limit: high, sign: 1 };
  const low = below ?? (fallsBy === undefined ? undefined : -fallsBy);
  return { limit: low ?? Number.NEGATIVE_INFINITY, sign: -1 };
}
