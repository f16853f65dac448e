import { createAdaptiveThreshold, type AdaptiveThreshold } from '../adaptive-threshold.ts';
import { createAlertPolicy, type AlertPolicy } from '../alert-policy.ts';
import {
  createRandomCutForest,
  restoreRandomCutForest,
  type RandomCutForest,
} from '../random-cut-forest/random-cut-forest.ts';
import { createByteReader } from '../snapshot/byte-reader.ts';
import { createByteWriter } from '../snapshot/byte-writer.ts';
import { openSnapshot, refusal, sealSnapshot, type SnapshotKind } from '../snapshot/envelope.ts';
import type { MonitorSettings } from './monitor-options.ts';
import { createNormalBehaviour, type NormalBehaviour } from './normal-behaviour.ts';

/** A reading as the monitor keeps it: values in the order of `metrics`, null where there is none. */
export interface KeptReading {
  readonly ts: number;
  readonly values: readonly (number | null)[];
}

/** Everything but the forest; plain data, whose JSON is the snapshot. */
interface MonitorMemory {
  readonly settings: MonitorSettings;
  readonly models: NormalBehaviour[];
  /** Smoothed deviation per channel. */
  readonly smoothed: number[];
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
  readonly forest: RandomCutForest;
  /** Metrics named by any channel, in the order of kept values. */
  readonly metrics: readonly string[];
}

const MONITOR_SNAPSHOT: SnapshotKind = { code: 2, name: 'monitor', version: 1 };

export function createMonitorState(settings: MonitorSettings): MonitorState {
  const { channels } = settings;
  const memory: MonitorMemory = {
    settings,
    models: channels.map(({ given }) => createNormalBehaviour(given?.length ?? 0)),
    smoothed: channels.map(() => 0),
    threshold: createAdaptiveThreshold(),
    policy: createAlertPolicy(),
    quarantine: [],
    quarantineStride: 1,
    quarantineSeen: 0,
    firstTs: null,
    lastTs: 0,
  };
  const forest = createRandomCutForest({
    dimensions: channels.length,
    numberOfTrees: settings.numberOfTrees,
    sampleSize: settings.sampleSize,
    shingleSize: settings.shingleSize,
    timeDecay: settings.timeDecay,
    outputAfter: settings.outputAfter,
    seed: settings.seed,
  });
  return { memory, forest, metrics: metricsOf(settings) };
}

export function writeMonitor(state: MonitorState): Uint8Array {
  const writer = createByteWriter();
  writer.text(JSON.stringify(state.memory));
  writer.bytes(state.forest.snapshot());
  return sealSnapshot(MONITOR_SNAPSHOT, writer.finish());
}

/** @throws PmSimError `detection/snapshot` */
export function readMonitor(bytes: Uint8Array): MonitorState {
  const reader = createByteReader(openSnapshot(MONITOR_SNAPSHOT, bytes));
  try {
    const memory = JSON.parse(reader.text()) as MonitorMemory;
    const forest = restoreRandomCutForest(reader.bytes());
    return { memory, forest, metrics: metricsOf(memory.settings) };
  } catch (error) {
    if (error instanceof RangeError || error instanceof SyntaxError) {
      throw refusal(MONITOR_SNAPSHOT, error.message.toLowerCase());
    }
    throw error;
  }
}

function metricsOf(settings: MonitorSettings): string[] {
  const names = settings.channels.flatMap(({ name, given }) => [name, ...(given ?? [])]);
  return [...new Set(names)].toSorted();
}
