import { createAdaptiveThreshold, type AdaptiveThreshold } from '../adaptive-threshold.ts';
import { createAlertPolicy, type AlertPolicy } from '../alert-policy.ts';
import type { Detector } from '../detector.ts';
import { createByteReader } from '../snapshot/byte-reader.ts';
import { createByteWriter } from '../snapshot/byte-writer.ts';
import { openSnapshot, refusal, sealSnapshot, type SnapshotKind } from '../snapshot/envelope.ts';
import type { MonitorChannel, MonitorSettings } from './monitor-options.ts';
import { createNormalBehaviour, type NormalBehaviour } from './normal-behaviour.ts';
import { createScorer, restoreScorer } from './scorer.ts';

/** A reading as the monitor keeps it: values in the order of `metrics`, null where there is none. */
export interface KeptReading {
  readonly ts: number;
  readonly values: readonly (number | null)[];
  /** Per channel, averages of what it is given over its lag; empty without one. */
  readonly past: readonly (readonly number[])[];
}

/** Everything but the detector; plain data, whose JSON is the snapshot. */
interface MonitorMemory {
  readonly settings: MonitorSettings;
  readonly models: NormalBehaviour[];
  /** Fading averages per channel, see `KeptReading.past`. */
  readonly past: number[][];
  /** Smoothed deviation per channel. */
  readonly smoothed: number[];
  /** Mean square per channel of smoothed deviations in health, and how many it is of. */
  readonly scale: { readonly squares: number[]; count: number };
  readonly threshold: AdaptiveThreshold;
  readonly policy: AlertPolicy;
  quarantine: KeptReading[];
  /** One reading in so many is put into quarantine. */
  quarantineStride: number;
  quarantineSeen: number;
  firstTs: number | null;
  lastTs: number;
}

export interface MonitorState {
  readonly memory: MonitorMemory;
  readonly detector: Detector;
  /** Metrics named by any channel, in the order of kept values. */
  readonly metrics: readonly string[];
}

const MONITOR_SNAPSHOT: SnapshotKind = { code: 2, name: 'monitor', version: 2 };

export function createMonitorState(settings: MonitorSettings): MonitorState {
  const { channels } = settings;
  const memory: MonitorMemory = {
    settings,
    models: channels.map((channel) => createNormalBehaviour(regressors(channel))),
    past: channels.map(() => []),
    smoothed: channels.map(() => 0),
    scale: { squares: channels.map(() => 1), count: settings.scalePrior },
    threshold: createAdaptiveThreshold(),
    policy: createAlertPolicy(),
    quarantine: [],
    quarantineStride: 1,
    quarantineSeen: 0,
    firstTs: null,
    lastTs: 0,
  };
  return { memory, detector: createScorer(settings), metrics: metricsOf(settings) };
}

function regressors({ given = [], curved = false, lagMs }: MonitorChannel): number {
  return given.length * (1 + Number(curved) + Number(lagMs !== undefined));
}

export function writeMonitor(state: MonitorState): Uint8Array {
  const writer = createByteWriter();
  writer.text(JSON.stringify(state.memory));
  writer.bytes(state.detector.snapshot());
  return sealSnapshot(MONITOR_SNAPSHOT, writer.finish());
}

/** @throws PmSimError `detection/snapshot` */
export function readMonitor(bytes: Uint8Array): MonitorState {
  const reader = createByteReader(openSnapshot(MONITOR_SNAPSHOT, bytes));
  try {
    const memory = upgraded(JSON.parse(reader.text()) as MonitorMemory);
    const detector = restoreScorer(memory.settings.detector, reader.bytes());
    return { memory, detector, metrics: metricsOf(memory.settings) };
  } catch (error) {
    if (error instanceof RangeError || error instanceof SyntaxError) {
      throw refusal(MONITOR_SNAPSHOT, error.message.toLowerCase());
    }
    throw error;
  }
}

/** Version 1 knew neither conditions nor lags, and its detector was a forest. */
function upgraded(memory: MonitorMemory): MonitorMemory {
  const { settings } = memory;
  const missing = {
    past: settings.channels.map(() => []),
    scale: { squares: settings.channels.map(() => 1), count: 0 },
  };
  return { ...missing, ...memory, settings: { ...VERSION_1, ...settings } };
}

const VERSION_1 = { detector: 'rcf', when: [], doubtShare: 0, scalePrior: 0 } as const;

function metricsOf(settings: MonitorSettings): string[] {
  const names = settings.channels.flatMap(({ name, given = [] }) => [name, ...given]);
  const conditions = settings.when.map(({ metric }) => metric);
  return [...new Set([...names, ...conditions])].toSorted();
}
