import type { RunCounters } from '../../../telemetry/run-event.ts';
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
  return progress?.counters ?? NOTHING;
}

/** From the device to the alert. */
export function stagesOf(state: TuiState): readonly Stage[] {
  const counters = countersOf(state);
  const { generated, published, acknowledged, routed, scored, alerts } = counters;
  const { rates, progress } = state;
  const lagOf = (waiting: number, perSecond: number): number | undefined =>
    // Little's law: what waits, over what leaves in a second.
    waiting === 0 ? 0 : perSecond > 0 ? (1_000 * waiting) / perSecond : undefined;
  const toScore = rates.perSecond('scored');
  const toBroker = rates.perSecond('published');
  const toStream = rates.perSecond('routed');
  return [
    {
      name: 'devices',
      what: 'readings taken',
      in: generated,
      out: generated,
      waiting: 0,
      perSecond: rates.perSecond('generated'),
      lagMs: progress?.lagMs ?? 0,
    },
    ...filterStages(counters, rates.perSecond('generated')),
    {
      name: 'publish',
      what: 'MQTT, acknowledged',
      in: published,
      out: acknowledged,
      waiting: published - acknowledged,
      perSecond: toBroker,
      lagMs: lagOf(published - acknowledged, toBroker),
    },
    {
      name: 'rule',
      what: 'rule to telemetry stream',
      in: published,
      out: routed,
      waiting: Math.max(0, published - routed),
      perSecond: toStream,
      lagMs: lagOf(Math.max(0, published - routed), toStream),
    },
    {
      name: 'score',
      what: 'stream, function, stream',
      in: routed,
      out: scored,
      waiting: Math.max(0, routed - scored),
      perSecond: toScore,
      lagMs: lagOf(Math.max(0, routed - scored), toScore),
    },
    {
      name: 'alert',
      what: 'episodes to table and topic',
      in: scored,
      out: alerts,
      waiting: 0,
      perSecond: rates.perSecond('alerts'),
      lagMs: state.alertLatencyMs,
    },
  ];
}

/** Each filter sees what the ones before it have let through. */
function filterStages({ generated, dropped }: RunCounters, perSecond: number): Stage[] {
  let left = generated;
  return Object.entries(dropped).map(([name, count]) => {
    const stage = {
      name: `edge: ${name}`,
      what: 'filter on the device',
      in: left,
      out: left - count,
      dropped: count,
      waiting: 0,
      perSecond: generated === 0 ? 0 : (perSecond * left) / generated,
      lagMs: 0,
    };
    left -= count;
    return stage;
  });
}
