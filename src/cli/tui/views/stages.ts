import type { RunCounters } from '../../../telemetry/run-event.ts';
import type { RateCounter } from '../rate-meter.ts';
import type { TuiState } from '../store.ts';

/** One hop of the path with what goes in, comes out, is left out on purpose, and waits. */
export interface Stage {
  readonly name: string;
  readonly what: string;
  readonly in: number;
  readonly out: number;
  /** Left out on purpose; undefined where nothing ever is. */
  readonly dropped?: number;
  /** Taken and not yet passed on. */
  readonly waiting: number;
  readonly perSecond: number;
  /** How far behind the stage is, ms; undefined where it cannot be told. */
  readonly lagMs?: number | undefined;
}

const NOTHING: RunCounters = {
  generated: 0,
  dropped: {},
  published: 0,
  acknowledged: 0,
  routed: 0,
  scored: 0,
  alerts: 0,
  bytesGenerated: 0,
  bytesPublished: 0,
};

export function countersOf({ progress }: TuiState): RunCounters {
  return { ...NOTHING, ...progress?.counters };
}

/** From the device to the alert. */
export function stagesOf(state: TuiState): readonly Stage[] {
  const counters = countersOf(state);
  const { generated, published, acknowledged, routed, scored, alerts } = counters;
  const { rates, progress } = state;
  const hop = (name: string, counter: RateCounter): Hop => ({
    name,
    what: WHAT[name] ?? '',
    perSecond: rates.perSecond(counter),
  });
  const devices = hop('devices', 'generated');
  return [
    { ...stageOf(devices, generated, generated), lagMs: progress?.lagMs ?? 0 },
    ...filterStages(counters, devices.perSecond),
    stageOf(hop('publish', 'published'), published, acknowledged),
    stageOf(hop('rule', 'routed'), published, routed),
    stageOf(hop('score', 'scored'), routed, scored),
    // Most records are no alert: nothing waits here.
    { ...stageOf(hop('alert', 'alerts'), scored, alerts), waiting: 0, lagMs: state.alertLatencyMs },
  ];
}

const WHAT: Readonly<Record<string, string>> = {
  devices: 'readings taken',
  publish: 'MQTT, acknowledged',
  rule: 'rule to telemetry stream',
  score: 'stream, function, stream',
  alert: 'episodes to table and topic',
};

interface Hop {
  readonly name: string;
  readonly what: string;
  readonly perSecond: number;
}

function stageOf(hop: Hop, taken: number, out: number): Stage {
  const { perSecond } = hop;
  const waiting = Math.max(0, taken - out);
  // Little's law: what waits, over what leaves in a second.
  const behind = perSecond > 0 ? (1_000 * waiting) / perSecond : undefined;
  return { ...hop, in: taken, out, waiting, lagMs: waiting === 0 ? 0 : behind };
}

/** Each filter sees what the ones before it have let through. */
function filterStages({ generated, dropped }: RunCounters, perSecond: number): Stage[] {
  let left = generated;
  return Object.entries(dropped).map(([name, count]) => {
    const taken = left;
    left -= count;
    const rate = generated === 0 ? 0 : (perSecond * taken) / generated;
    const hop = { name: `edge: ${name}`, what: 'filter on the device', perSecond: rate };
    return { ...stageOf(hop, taken, left), dropped: count, waiting: 0, lagMs: 0 };
  });
}
