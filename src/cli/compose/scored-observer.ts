import type { KinesisClient } from '@aws-sdk/client-kinesis';
import { followStream } from '../../cloud/aws/follow-stream.ts';
import { decodeScored } from '../../cloud/handlers/alerting/alert-item.ts';
import { sleep, type Clock } from '../../runtime/clock.ts';
import type { Random } from '../../runtime/random.ts';
import type { ScoredRecord } from '../../telemetry/scored.ts';
import type { IntegrityLedger } from './integrity.ts';

export interface ScoredObserverOptions {
  readonly kinesis: KinesisClient;
  readonly streamName: string;
  /** Where in the stream to begin. */
  readonly position: 'LATEST' | Date;
  /** Only records of this start of the devices enter the ledger; older backlog is scored, not ours. */
  readonly boot: string;
  readonly ledger: IntegrityLedger;
  readonly clock: Clock;
  readonly random: Random;
  readonly onScored: (record: ScoredRecord) => void;
}

/** Reads back, with the ordinary Kinesis client, what the score handler wrote. */
export interface ScoredObserver {
  readonly ready: Promise<void>;
  /** Waits until `count` distinct messages of this boot were seen, or the time is over. */
  caughtUp(count: number, timeoutMs: number): Promise<boolean>;
  close(): Promise<void>;
}

/** Pause between reads of an idle shard: within the five reads a second that a shard allows. */
const POLL_MS = 200;
const CATCH_UP_POLL_MS = 20;

export function observeScored(options: ScoredObserverOptions): ScoredObserver {
  const { ledger, clock } = options;
  const controller = new AbortController();
  const follower = followStream({
    ...options,
    pollMs: POLL_MS,
    signal: controller.signal,
    onRecords: (records) => {
      for (const { Data: data } of records) if (data !== undefined) see(data);
    },
  });
  const see = (data: Uint8Array): void => {
    const record = readable(data);
    if (record === undefined) return;
    if (record.boot === options.boot) ledger.seen(record.device, record.seq);
    options.onScored(record);
  };
  // Its end is awaited on closing; until then a failure must not end the process.
  follower.done.catch(() => undefined);
  return {
    ready: follower.ready,
    async caughtUp(count, timeoutMs) {
      const deadline = clock.now() + timeoutMs;
      while (ledger.arrived() < count) {
        if (clock.now() >= deadline) return false;
        await sleep(clock, CATCH_UP_POLL_MS);
      }
      return true;
    },
    async close() {
      controller.abort();
      await follower.done;
    },
  };
}

/** Anybody may put records into a stream; the alert handler sets aside, and tells, what is none. */
function readable(data: Uint8Array): ScoredRecord | undefined {
  try {
    return decodeScored(data);
  } catch {
    return undefined;
  }
}
