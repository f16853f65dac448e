import { parseDuration } from '../../runtime/duration.ts';
import type { Reading } from '../../telemetry/reading.ts';
import type { BareLimitConfig } from '../detector-config.ts';
import type { EdgeAlarm } from '../filter.ts';
import { createChange } from './change.ts';

/** A change of side, with what was measured. */
type LimitChange = Omit<EdgeAlarm, 'severity'>;

/** One limit of one device, with hysteresis and delay. To be shown every reading, in order. */
export interface Limit {
  observe(reading: Reading): LimitChange | undefined;
  /** Whether the reading just observed was beyond the limit, or the alarm stands. */
  demandsAttention(): boolean;
  isRaised(): boolean;
}

export function createLimit(config: BareLimitConfig, wasRaised: boolean): Limit {
  const { metric } = config;
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
      return { metric, state: raised ? 'raised' : 'cleared', value, limit };
    },
    demandsAttention: () => raised || beyond,
    isRaised: () => raised,
  };
}

/** What a limit is set on: the value, or how far it has moved within a time. */
function measureOf({ metric, within }: BareLimitConfig): (reading: Reading) => number | undefined {
  if (within === undefined) return ({ metrics }) => metrics[metric];
  const change = createChange(parseDuration(within));
  return ({ ts, metrics }) => {
    const value = metrics[metric];
    return value === undefined ? undefined : change(ts, value);
  };
}

/** `sign` is +1 for a high limit and −1 for a low one: comparing `sign * value` serves both. */
function sideOf(config: BareLimitConfig): { readonly limit: number; readonly sign: 1 | -1 } {
  const { above, below, risesBy, fallsBy } = config;
  const high = above ?? risesBy;
  if (high !== undefined) return { limit: high, sign: 1 };
  const low = below ?? (fallsBy === undefined ? undefined : -fallsBy);
  return { limit: low ?? Number.NEGATIVE_INFINITY, sign: -1 };
}
