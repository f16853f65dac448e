import type { EdgeAlarm, FilterDecision } from '../../edge/filter.ts';
import type { EdgeVerdict } from '../../edge/pipeline.ts';
import type { Reading } from '../../telemetry/reading.ts';

/** What the filters made of one reading, as `edge test --json` writes it. */
export interface TestedReading {
  readonly device: string;
  /** ISO 8601. */
  readonly time: string;
  readonly metrics: Readonly<Record<string, number>>;
  /** Filter to what it decided; a filter that the reading did not reach is absent. */
  readonly filters: Readonly<Record<string, FilterDecision['action']>>;
  readonly sent: boolean;
  readonly by: string;
  readonly score?: number;
  readonly alarms: readonly EdgeAlarm[];
  /** Filter to those of its detectors that find the reading anomalous; only where there are any. */
  readonly votes?: Readonly<Record<string, readonly string[]>>;
  /** Times of readings that go out before it. */
  readonly before: readonly string[];
}

export function describeReading(
  { device, ts, metrics }: Reading,
  verdict: EdgeVerdict,
  decisions: Readonly<Record<string, FilterDecision>>,
): TestedReading {
  const filters = Object.entries(decisions).map(([name, { action }]) => [name, action] as const);
  const votes = Object.entries(decisions).flatMap(([name, { votes: names }]) =>
    names === undefined ? [] : [[name, names] as const],
  );
  const score = verdict.kept ? verdict.note?.score : undefined;
  return {
    device,
    time: isoOf(ts),
    metrics,
    filters: Object.fromEntries(filters),
    sent: verdict.kept,
    by: verdict.kept ? verdict.keptBy : verdict.droppedBy,
    ...(score === undefined ? {} : { score: Number(score.toFixed(3)) }),
    alarms: verdict.alarms,
    ...(votes.length === 0 ? {} : { votes: Object.fromEntries(votes) }),
    before: (verdict.earlier ?? []).map(({ reading }) => isoOf(reading.ts)),
  };
}

function isoOf(ts: number): string {
  return new Date(ts).toISOString();
}
