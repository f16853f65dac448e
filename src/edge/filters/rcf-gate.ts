import { createMonitor, type Monitor, type Verdict } from '../../detection/monitor/monitor.ts';
import { parseDuration } from '../../runtime/duration.ts';
import type { Random } from '../../runtime/random.ts';
import type { Reading } from '../../telemetry/reading.ts';
import type { ConditionConfig, RcfGateConfig } from '../edge-config.ts';
import { DROP, PASS, type Filter, type FilterDecision, type Learned } from '../filter.ts';
import type { MakeOptions } from './create-filter.ts';

/** Smaller than in the cloud: an edge device has one forest in little memory, and reads often. */
const TREES = 30;
const SAMPLE_SIZE = 128;

/**
 * Lets through what a Random Cut Forest over the device's own normal behaviour finds anomalous, and
 * of the rest one reading per `normalEvery`, in the warm-up too: the cloud learns from what arrives.
 * After an anomalous reading everything goes out for `keepAfter`.
 */
export function createRcfGate(name: string, config: RcfGateConfig, make: MakeOptions): Filter {
  const learned = learnedOf(config, make);
  const { monitor } = learned;
  const normalEveryMs = parseDuration(config.normalEvery);
  const keepAfterMs = parseDuration(config.keepAfter ?? '0s');
  const looksAt = conditionOf(config.when ?? []);
  const held = createPreBuffer(parseDuration(config.keepBefore ?? '0s'));
  let keptAt: number | undefined;
  let anomalousAt: number | undefined;
  return {
    name,
    learned,
    process(reading, urgent) {
      const { ts } = reading;
      const verdict = looksAt(reading)
        ? monitor.observe({ ts, values: reading.metrics })
        : undefined;
      if (verdict?.anomalous === true) anomalousAt = ts;
      const demanded = verdict?.anomalous === true || within(ts, anomalousAt, keepAfterMs);
      if (!demanded && !urgent && within(ts, keptAt, normalEveryMs)) {
        held.push(reading);
        return DROP;
      }
      keptAt = ts;
      const before = held.release(demanded ? ts : Infinity);
      return demanded ? { ...urgentBecause(verdict), ...before } : PASS;
    },
  };
}

/** Most readings that are held back for the case that the next one is anomalous. */
const HELD_MAX = 4_096;

/** The dropped readings since the last one that was sent, as far back as they may be wanted. */
function createPreBuffer(keepMs: number) {
  let held: Reading[] = [];
  return {
    push(reading: Reading): void {
      if (keepMs === 0) return;
      held.push(reading);
      if (held.length > HELD_MAX) held.shift();
    },
    /** Gives up all, and returns those that are young enough at `ts`; at Infinity none is. */
    release(ts: number): Pick<FilterDecision, 'before'> {
      const readings = held.filter((reading) => ts - reading.ts <= keepMs);
      held = [];
      return readings.length === 0 ? {} : { before: { readings, made: false } };
    },
  };
}

function urgentBecause(verdict: Verdict | undefined): FilterDecision {
  return verdict === undefined ? { action: 'urgent' } : { action: 'urgent', score: verdict.score };
}

function conditionOf(conditions: readonly ConditionConfig[]): (reading: Reading) => boolean {
  return ({ metrics }) =>
    conditions.every(({ metric, above = -Infinity, below = Infinity }) => {
      const value = metrics[metric];
      return value !== undefined && value > above && value < below;
    });
}

/** Less than `ms` have passed since then; a clock set back counts as a long time. */
function within(ts: number, since: number | undefined, ms: number): boolean {
  return since !== undefined && ts >= since && ts - since < ms;
}

/** The detector of the filter before, when it is made alike: a changed gate forgets nothing. */
function learnedOf(config: RcfGateConfig, { random, previous }: MakeOptions): Learned {
  const {
    normalEvery: _rate,
    keepAfter: _after,
    keepBefore: _before,
    when: _when,
    ...own
  } = config;
  const key = JSON.stringify(own);
  const known = previous?.learned;
  return known?.key === key ? known : { key, monitor: monitorOf(config, random) };
}

function monitorOf(config: RcfGateConfig, random: Random): Monitor {
  const { warmUp, smoothing, shingleSize, materialDeviation } = config;
  return createMonitor({
    channels: config.channels.map(({ metric, given }) => ({
      name: metric,
      ...(given === undefined ? {} : { given }),
    })),
    seed: random.uint32(),
    numberOfTrees: config.numberOfTrees ?? TREES,
    sampleSize: config.sampleSize ?? SAMPLE_SIZE,
    ...(shingleSize === undefined ? {} : { shingleSize }),
    ...(materialDeviation === undefined ? {} : { materialDeviation }),
    ...(warmUp === undefined ? {} : { warmUpMs: parseDuration(warmUp) }),
    ...(smoothing === undefined ? {} : { smoothingMs: parseDuration(smoothing) }),
  });
}
