import type { TelemetryMessage } from '../../../telemetry/message.ts';
import type { ArrivedMessage } from './decode-records.ts';
import {
  newScorer,
  restoredScorer,
  type DeviceScorer,
  type ScorerOptions,
} from './device-scorer.ts';
import type { DeviceState } from './device-state.ts';
import type { StateStore } from './state-store.ts';

export interface ScorerCacheOptions extends ScorerOptions {
  readonly store: StateStore;
  readonly devicesInMemoryMax: number;
}

/** Detectors that stay in memory between the invocations of one execution environment. */
export interface ScorerCache {
  /** A scorer per device of the batch, in the state that the batch continues from. */
  scorersFor(messages: readonly ArrivedMessage[]): Promise<ReadonlyMap<string, DeviceScorer>>;
  forget(devices: Iterable<string>): void;
}

/**
 * Lambda may have given records of a device to another environment since, so a scorer in memory is
 * trusted only when the first message follows directly on the last one it took; otherwise the state's
 * version in the table decides whether it is still current.
 */
export function createScorerCache(options: ScorerCacheOptions): ScorerCache {
  const warm = new Map<string, DeviceScorer>();
  return {
    async scorersFor(messages) {
      const first = firstMessages(messages);
      const doubtful = [...first.values()].filter(
        (message) => warm.get(message.device)?.follows(message) !== true,
      );
      await refresh(doubtful, warm, options);
      const scorers = new Map<string, DeviceScorer>();
      for (const device of first.keys()) {
        const scorer = warm.get(device) as DeviceScorer;
        scorers.set(device, scorer);
        warm.delete(device);
        warm.set(device, scorer);
      }
      evictOldest(warm, Math.max(options.devicesInMemoryMax, scorers.size));
      return scorers;
    },
    forget(devices) {
      for (const device of devices) warm.delete(device);
    },
  };
}

function firstMessages(messages: readonly ArrivedMessage[]): Map<string, TelemetryMessage> {
  const first = new Map<string, TelemetryMessage>();
  for (const { message } of messages) {
    if (!first.has(message.device)) first.set(message.device, message);
  }
  return first;
}

/** Brings the given devices' scorers up to what the table says. */
async function refresh(
  doubtful: readonly TelemetryMessage[],
  warm: Map<string, DeviceScorer>,
  options: ScorerCacheOptions,
): Promise<void> {
  const states = await options.store.loadStates(doubtful.map((message) => message.device));
  const stale: DeviceState[] = [];
  for (const message of doubtful) {
    const state = states.get(message.device);
    const version = warm.get(message.device)?.state().version;
    if (state === undefined) warm.set(message.device, newScorer(message, options));
    else if (state.version !== version) stale.push(state);
  }
  const snapshots = await options.store.loadSnapshots(stale.filter((state) => state.fromSnapshot));
  for (const state of stale) {
    warm.set(state.device, restoredScorer(state, snapshots.get(state.device), options));
  }
}

function evictOldest(warm: Map<string, DeviceScorer>, keep: number): void {
  for (const device of warm.keys()) {
    if (warm.size <= keep) return;
    warm.delete(device);
  }
}
