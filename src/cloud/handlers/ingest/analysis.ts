import { encodeReading } from '../../../telemetry/message.ts';
import type { Reading } from '../../../telemetry/reading.ts';
import type { ScoredRecord } from '../../../telemetry/scored.ts';
import type { EpisodeRecord } from '../alerting/alert-item.ts';
import type { DeviceScorer } from '../scoring/device-scorer.ts';
import type { HealthFile } from './health-file.ts';

interface MetricRange {
  readonly min: number;
  readonly max: number;
  readonly mean: number;
}

/** What a file comes to, as the history table keeps it. */
export interface FileSummary {
  readonly samples: number;
  /** Samples that the detector was shown; the others were not newer than what it had seen. */
  readonly judged: number;
  readonly late: number;
  readonly anomalous: number;
  readonly scoreMax: number;
  readonly metrics: Readonly<Record<string, MetricRange>>;
}

/** A file with what the detector says of each sample. */
export interface Analysis {
  readonly summary: FileSummary;
  /** Openings and closings of alerts, in order. */
  readonly episodes: readonly EpisodeRecord[];
  /** The file transformed: a reading a line, as data sets have it, with its score. */
  readonly lines: string;
}

/**
 * Shows the file's samples to the device's detector, in order of time. Files may arrive in any order:
 * samples that are not newer than the newest seen are kept, and not judged.
 */
export function analyse(file: HealthFile, scorer: DeviceScorer): Analysis {
  const { scored, ts } = scorer.state();
  const newest = scored === 0 ? Number.NEGATIVE_INFINITY : ts;
  const boot = new Date(file.from).toISOString();
  const records = file.readings.map((reading, at) =>
    reading.ts <= newest ? undefined : judge(scorer, { reading, boot, seq: at + 1 }),
  );
  const judged = records.filter((record) => record !== undefined);
  return {
    summary: {
      samples: records.length,
      judged: judged.length,
      late: records.length - judged.length,
      anomalous: judged.filter(({ anomalous }) => anomalous).length,
      scoreMax: judged.reduce((max, { score }) => Math.max(max, score), 0),
      metrics: rangesOf(file.readings),
    },
    episodes: judged.flatMap((record) =>
      record.episode === undefined || record.episode.transition === 'ongoing'
        ? []
        : [{ ...record, episode: record.episode }],
    ),
    lines: file.readings.map((reading, at) => lineOf(reading, records[at])).join(''),
  };
}

interface Place {
  readonly reading: Reading;
  /** The period that the reading is of: an alert is named after it and the place in it. */
  readonly boot: string;
  readonly seq: number;
}

function judge(scorer: DeviceScorer, { reading, boot, seq }: Place): ScoredRecord | undefined {
  // Time takes the place of a stream's sequence numbers.
  const message = { ...reading, boot, seq };
  return scorer.score({ message, shardId: 'files', sequenceNumber: `${reading.ts}` });
}

function lineOf(reading: Reading, record: ScoredRecord | undefined): string {
  const analysis =
    record === undefined
      ? { skipped: 'late' }
      : record.ready
        ? { score: record.score, threshold: record.threshold, anomalous: record.anomalous }
        : { skipped: 'learning' };
  return `${encodeReading(reading).slice(0, -1)},"analysis":${JSON.stringify(analysis)}}\n`;
}

function rangesOf(readings: readonly Reading[]): Record<string, MetricRange> {
  const sums = new Map<string, { min: number; max: number; sum: number; count: number }>();
  for (const { metrics } of readings) {
    for (const [name, value] of Object.entries(metrics)) {
      const range = sums.get(name) ?? { min: value, max: value, sum: 0, count: 0 };
      range.min = Math.min(range.min, value);
      range.max = Math.max(range.max, value);
      range.sum += value;
      range.count += 1;
      sums.set(name, range);
    }
  }
  return Object.fromEntries(
    [...sums].map(([name, { min, max, sum, count }]) => [name, { min, max, mean: sum / count }]),
  );
}
