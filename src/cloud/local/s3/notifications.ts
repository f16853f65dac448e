import { join } from 'node:path';
import { z } from 'zod';
import type { Clock } from '../../../runtime/clock.ts';
import type { Log } from '../../../runtime/log.ts';
import type { Random } from '../../../runtime/random.ts';
import type { Bucket } from '../../stack/stack.ts';
import { openDurableMap } from '../durable-map.ts';
import type { AsyncInvoker } from '../lambda/async-invoke.ts';
import type { Created } from './object-operations.ts';
import { s3Event } from './s3-event.ts';

export interface NotificationOptions {
  readonly buckets: readonly Bucket[];
  readonly stateDir: string;
  readonly region: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly invoker: Pick<AsyncInvoker, 'enqueue'>;
}

/** Tells functions of new objects. */
export interface Notifications extends AsyncDisposable {
  onCreated(created: Created): void;
}

const pendingSchema = z.strictObject({
  functionName: z.string(),
  bucket: z.string(),
  event: z.unknown(),
});
type Pending = z.output<typeof pendingSchema>;

/**
 * Starts telling. Events that nobody has dealt with are kept in `s3-notifications/pending.ndjson`,
 * and those of an earlier run are told again: S3 delivers at least once.
 */
export function startNotifications(options: NotificationOptions): Notifications {
  const { buckets, stateDir, clock, random, log, invoker } = options;
  const path = join(stateDir, 's3-notifications', 'pending.ndjson');
  const pending = openDurableMap({ path, schema: pendingSchema, log });
  let closed = false;
  const tell = (id: string, { functionName, bucket, event }: Pending): void => {
    // What is settled while the twin ends is told again: better twice than never.
    const onSettled = (): void => void (closed || pending.delete(id));
    if (invoker.enqueue(functionName, event, { lane: `s3/${bucket}`, onSettled })) return;
    const text = `Too many events wait for ${functionName}: one of bucket ${bucket} waits for the next start.`;
    log({ level: 'error', area: 's3', text });
  };
  let count = 0;
  for (const [id, one] of pending.entries()) tell(id, one);
  return {
    onCreated(created) {
      const bucket = buckets.find(({ name }) => name === created.bucket);
      for (const { id: configurationId, functionName } of bucket?.notifications ?? []) {
        count += 1;
        const now = clock.now();
        const context = { region: options.region, configurationId, now, count, random };
        const one = { functionName, bucket: created.bucket, event: s3Event(created, context) };
        const id = `${now}-${count}`;
        pending.set(id, one);
        tell(id, one);
      }
    },
    [Symbol.asyncDispose]() {
      closed = true;
      pending.close();
      return Promise.resolve();
    },
  };
}
