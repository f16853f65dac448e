import { join } from 'node:path';
import type { Clock } from '../../../runtime/clock.ts';
import type { Log } from '../../../runtime/log.ts';
import { openDurableMap } from '../durable-map.ts';
import type { Account } from '../identity/arn.ts';
import { AwsFault } from '../service.ts';
import { createQueue, type Queue } from './queue.ts';
import { messageRecord, queueRecord, type QueueRecord } from './records.ts';

export type QueueSettings = Omit<QueueRecord, 'name' | 'createdAt'>;

export interface Queues {
  /** Repetition with the same settings is answered with the existing queue. */
  create(name: string, settings: Partial<QueueSettings>): QueueRecord;
  update(name: string, settings: Partial<QueueSettings>): void;
  get(name: string): Queue;
  names(): string[];
  delete(name: string): void;
  close(): void;
}

export interface QueuesOptions {
  /** Holds `queues.ndjson` and one file of messages a queue. */
  readonly folder: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly account: Account;
}

/** SQS API reference, CreateQueue: the attributes' defaults. */
const DEFAULTS: QueueSettings = {
  visibilityTimeoutSeconds: 30,
  retentionSeconds: 345_600,
  waitSeconds: 0,
};
const NAME = /^[A-Za-z0-9_-]{1,80}$/u;

export function openQueues(options: QueuesOptions): Queues {
  const { folder, clock, log } = options;
  const records = openDurableMap({ path: join(folder, 'queues.ndjson'), schema: queueRecord, log });
  const open = new Map<string, Queue>();
  const settings = (name: string): QueueRecord => {
    const record = records.get(name);
    if (record !== undefined) return record;
    throw new AwsFault('QueueDoesNotExist', `The queue ${name} does not exist.`);
  };
  const get = (name: string): Queue => {
    settings(name);
    const known = open.get(name);
    if (known !== undefined) return known;
    const path = join(folder, `queue-${name}.ndjson`);
    const messages = openDurableMap({ path, schema: messageRecord, log });
    const queue = createQueue({ messages, settings: () => settings(name), clock });
    open.set(name, queue);
    return queue;
  };
  return {
    create(name, wanted) {
      const existing = records.get(name);
      if (existing !== undefined) return sameSettings(existing, wanted);
      assertName(name);
      const record = { name, createdAt: clock.now(), ...DEFAULTS, ...wanted };
      records.set(name, record);
      return record;
    },
    update: (name, wanted) => records.set(name, { ...settings(name), ...wanted }),
    get,
    names: () => [...records.entries()].map(([name]) => name),
    delete(name) {
      const queue = get(name);
      queue.purge();
      queue.close();
      open.delete(name);
      records.delete(name);
    },
    close() {
      for (const queue of open.values()) queue.close();
      records.close();
    },
  };
}

function assertName(name: string): void {
  if (name.endsWith('.fifo')) {
    throw new AwsFault('InvalidParameterValue', 'FIFO queues are not modelled by the local twin.');
  }
  if (!NAME.test(name)) {
    throw new AwsFault('InvalidParameterValue', `The queue name must match ${NAME.source}.`);
  }
}

function sameSettings(existing: QueueRecord, wanted: Partial<QueueSettings>): QueueRecord {
  const differing = Object.entries(wanted).find(
    ([name, value]) => existing[name as keyof QueueSettings] !== value,
  );
  if (differing === undefined) return existing;
  throw new AwsFault(
    'QueueNameExists',
    `A queue named ${existing.name} exists with another ${differing[0]}.`,
  );
}
