import { join } from 'node:path';
import type { Log } from '../../../runtime/log.ts';
import { openDurableMap } from '../durable-map.ts';
import type { Account } from '../identity/arn.ts';
import { invalidParameter, notFound } from './query-protocol.ts';
import { topicRecord, type TopicRecord } from './records.ts';

export interface TopicTable {
  /** Repetition is answered with the existing topic, as AWS does. */
  create(name: string, displayName?: string): TopicRecord;
  get(arn: string): TopicRecord;
  list(): TopicRecord[];
  setDisplayName(arn: string, displayName: string): void;
  delete(arn: string): void;
  close(): void;
}

/** API reference, CreateTopic: Name. */
const NAME = /^[A-Za-z0-9_-]{1,256}$/u;

export function openTopicTable(options: {
  readonly folder: string;
  readonly log: Log;
  readonly account: Account;
}): TopicTable {
  const { folder, log, account } = options;
  const topics = openDurableMap({ path: join(folder, 'topics.ndjson'), schema: topicRecord, log });
  const get = (arn: string): TopicRecord => {
    const topic = topics.get(arn);
    if (topic === undefined) throw notFound(`Topic ${arn}`);
    return topic;
  };
  return {
    create(name, displayName = '') {
      if (name.endsWith('.fifo')) {
        throw invalidParameter('Topic Name: FIFO topics are not modelled by the local twin');
      }
      if (!NAME.test(name)) throw invalidParameter(`Topic Name: must match ${NAME.source}`);
      const arn = `arn:aws:sns:${account.region}:${account.accountId}:${name}`;
      const existing = topics.get(arn);
      if (existing !== undefined) return existing;
      const topic = { arn, displayName };
      topics.set(arn, topic);
      return topic;
    },
    get,
    list: () => [...topics.entries()].map(([, topic]) => topic),
    setDisplayName: (arn, displayName) => topics.set(arn, { ...get(arn), displayName }),
    delete: (arn) => topics.delete(arn),
    close: () => topics.close(),
  };
}
