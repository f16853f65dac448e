import type { Severity } from '../../telemetry/alert.ts';
import type { LimitConfig } from '../detector-config.ts';
import type { ThresholdConfig } from '../edge-config.ts';
import { PASS, type EdgeAlarm, type Filter, type FilterDecision } from '../filter.ts';
import { createLimit, type Limit } from './limit.ts';

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
  const severities = config.limits.map(({ severity }) => severity);
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
      for (let i = 0; i < limits.length; i += 1) {
        const limit = limits[i] as Limit;
        const change = limit.observe(reading);
        urgent ||= change !== undefined || limit.demandsAttention();
        if (change === undefined) continue;
        (alarms ??= []).push({ ...change, severity: severities[i] as Severity });
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

/** What a limit is, wherever it was moved to. */
function identityOf({ metric, severity, ...limit }: LimitConfig): string {
  const side = SIDES.find((one) => limit[one] !== undefined);
  return `${metric} ${side} ${severity}`;
}

const SIDES = ['above', 'below', 'risesBy', 'fallsBy'] as const;
