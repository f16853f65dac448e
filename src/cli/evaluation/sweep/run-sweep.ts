import { sourceMetrics } from '../../../detection/metrics/evaluate.ts';
import { createTrial, judgedBy } from '../../../detection/trial/trial.ts';
import type { TrialName } from '../../../detection/trial/trial-names.ts';
import type { WatcherOptions } from '../../../detection/trial/watcher.ts';
import { createRandom } from '../../../runtime/random.ts';
import { readDataset } from '../../../simulator/replay/dataset-reader.ts';
import { encodeReading } from '../../../telemetry/message.ts';
import type { Reading } from '../../../telemetry/reading.ts';
import { monthlyRate, type MessagePrice } from '../../prices.ts';
import type { TrialData } from '../trial/run-trial.ts';
import { trialSetup } from '../trial/trial-setup.ts';
import { createReconstruction, type Reconstruction } from './reconstruction.ts';
import type { Setting, SweepSpec } from './sweep-spec.ts';
import { createThinner, type Thinner, type ThinOptions } from './thin.ts';

/** What one setting of the edge saves, and what it costs. */
export interface SweepPoint {
  readonly setting: string;
  /** Shares of what is measured that are not sent. */
  readonly messagesDropped: number;
  readonly bytesDropped: number;
  /** Not spent on messages, at the data set's rate. */
  readonly usdSavedPerMonth: number;
  readonly recall: number | null;
  readonly delayMedianMs: number | null;
  readonly falseAlarmsPerDeviceDay: number | null;
  /** Of what was dropped; root mean square over the metrics, share of their spans. */
  readonly nrmse: number | null;
}

export interface SweepOptions {
  readonly spec: SweepSpec;
  readonly detector: TrialName;
  readonly leadMs: number | null;
  readonly price: MessagePrice;
}

/** Runs every setting over the same readings, in one pass after that which finds the metrics' spans. */
export async function runSweep(data: TrialData, options: SweepOptions): Promise<SweepPoint[]> {
  const setup = trialSetup(data.profile, data.intervalMs);
  const { channels, warmUpMs = 0 } = setup.monitor;
  const spans = await findSpans(data.dir, decidingMetrics(data.profile));
  const thin = { spans, channels, warmUpMs, intervalMs: data.intervalMs };
  const runs = options.spec.settings.map((setting) => createRun(setting, { thin, setup, options }));
  let measured = { messages: 0, bytes: 0 };
  for await (const reading of readDataset(data.dir)) {
    const bytes = Buffer.byteLength(encodeReading(reading));
    measured = { messages: measured.messages + 1, bytes: measured.bytes + bytes };
    for (const run of runs) run.take(reading, bytes);
  }
  return runs.map((run) => run.finish(data, measured));
}

/** What decides at the edge as the profile has it: the metrics of its deadband, else those that are scored. */
function decidingMetrics({ edge, scoring }: TrialData['profile']): readonly string[] {
  const banded = edge.filters.flatMap(({ deadband }) => Object.keys(deadband?.metrics ?? {}));
  return banded.length > 0 ? banded : scoring.channels.map(({ metric }) => metric);
}

/** Largest less smallest value of each metric. */
async function findSpans(dir: string, metrics: readonly string[]): Promise<Record<string, number>> {
  const ends = new Map(metrics.map((metric) => [metric, { low: Infinity, high: -Infinity }]));
  for await (const reading of readDataset(dir)) {
    for (const [metric, end] of ends) {
      const value = reading.metrics[metric] ?? Number.NaN;
      if (value < end.low) end.low = value;
      if (value > end.high) end.high = value;
    }
  }
  const spans = [...ends].filter(([, { low, high }]) => high > low);
  return Object.fromEntries(spans.map(([metric, { low, high }]) => [metric, high - low]));
}

interface Count {
  readonly messages: number;
  readonly bytes: number;
}

interface RunContext {
  readonly thin: ThinOptions;
  readonly setup: WatcherOptions;
  readonly options: SweepOptions;
}

function createRun(setting: Setting, { thin, setup, options }: RunContext) {
  const random = createRandom('sweep');
  const trial = createTrial([options.detector], setup);
  const devices = new Map<
    string,
    { readonly thinner: Thinner; readonly rebuilt: Reconstruction }
  >();
  let sentCount: Count = { messages: 0, bytes: 0 };
  const deviceOf = (device: string) => {
    const known = devices.get(device);
    if (known !== undefined) return known;
    const thinner = createThinner(options.spec.policy, setting, {
      ...thin,
      random: random.fork(device),
    });
    const fresh = { thinner, rebuilt: createReconstruction(thin.spans) };
    devices.set(device, fresh);
    return fresh;
  };
  return {
    take(reading: Reading, bytes: number): void {
      const { thinner, rebuilt } = deviceOf(reading.device);
      const sent = thinner(reading);
      rebuilt.take(reading, sent);
      for (const { device, ts, metrics } of sent) trial.observe(device, { ts, values: metrics });
      const { messages, bytes: before } = sentCount;
      // Readings of one device have nearly one size: that of the newest stands for what was held back.
      sentCount = { messages: messages + sent.length, bytes: before + sent.length * bytes };
    },
    finish(data: TrialData, measured: Count): SweepPoint {
      const [outcome] = trial.finish(data.frame.to).outcomes;
      const judged = judgedBy(outcome ?? { alerts: [] }, data.frame);
      const { detection, falseAlarms } = sourceMetrics(judged, options.leadMs);
      const spanMs = data.frame.to - data.frame.from;
      const usd = (count: Count) => monthlyRate(count, spanMs, options.price).usd;
      return {
        setting: setting.text,
        messagesDropped: 1 - sentCount.messages / measured.messages,
        bytesDropped: 1 - sentCount.bytes / measured.bytes,
        usdSavedPerMonth: usd(measured) - usd(sentCount),
        recall: detection.recall,
        delayMedianMs: detection.delayMs.median,
        falseAlarmsPerDeviceDay: falseAlarms.all.perDeviceDay,
        nrmse: meanSquare([...devices.values()].map(({ rebuilt }) => rebuilt.nrmse())),
      };
    },
  };
}

function meanSquare(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return null;
  return Math.sqrt(known.reduce((sum, value) => sum + value * value, 0) / known.length);
}
