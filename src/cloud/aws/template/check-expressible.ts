import { PmSimError } from '../../../runtime/errors.ts';
import type { Stack } from '../../stack/stack.ts';

/** Fields of each part that the template carries over; a part with any other is refused by name. */
const CARRIED: { readonly [K in Exclude<keyof Stack, 'name'>]: readonly Field<Stack[K]>[] } = {
  streams: ['name', 'mode', 'shardCount', 'retentionHours'],
  tables: ['name', 'partitionKey', 'sortKey', 'indexes', 'ttlAttribute'],
  topics: ['name', 'displayName'],
  queues: ['name', 'retentionSeconds'],
  buckets: ['name', 'expireAfterDays', 'notifications'],
  functions: [
    'name',
    'handler',
    'timeoutSeconds',
    'memoryMb',
    'environment',
    'uses',
    'asyncFailureQueue',
  ],
  mappings: [
    'id',
    'stream',
    'functionName',
    'startingPosition',
    'batchSize',
    'maximumBatchingWindowSeconds',
    'parallelizationFactor',
    'maximumRetryAttempts',
    'maximumRecordAgeSeconds',
    'bisectBatchOnFunctionError',
    'reportBatchItemFailures',
    'onFailureQueue',
  ],
  subscriptions: ['topic', 'protocol', 'endpoint', 'functionName', 'queue'],
  alarms: ['id', 'description', 'metric', 'statistic', 'above', 'minutes', 'topic'],
  rules: ['name', 'description', 'sql', 'sqlVersion', 'actions', 'errorAction'],
};

type Field<List> = List extends readonly (infer Part)[] ? KeyOfEach<Part> : never;
type KeyOfEach<Part> = Part extends unknown ? keyof Part & string : never;

/**
 * Refuses what the template would leave out, so that AWS never runs another pipeline than the twin.
 * @throws PmSimError `template/not-expressible` naming the part
 */
export function checkExpressible(stack: Stack): void {
  const carried = new Map<string, readonly string[]>(Object.entries(CARRIED));
  for (const [section, parts] of Object.entries(stack) as [string, unknown][]) {
    if (section === 'name') continue;
    const fields = carried.get(section);
    if (fields === undefined) throw notExpressible(`stack's section "${section}"`);
    for (const part of parts as readonly object[]) checkPart(section, part, fields);
  }
  for (const subscription of stack.subscriptions) {
    if (subscription.protocol === 'http' || subscription.protocol === 'https')
      checkReachable(subscription.endpoint);
  }
}

function checkPart(section: string, part: object, fields: readonly string[]): void {
  const extra = Object.keys(part).find((key) => !fields.includes(key));
  if (extra === undefined) return;
  const { name, id } = part as { readonly name?: string; readonly id?: string };
  throw notExpressible(`setting "${extra}" of ${section} "${name ?? id ?? ''}"`);
}

/** Hosts that mean the machine itself to whoever calls them. */
const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\]|0\.0\.0\.0)$/;

function checkReachable(endpoint: string): void {
  if (!LOOPBACK.test(new URL(endpoint).hostname)) return;
  throw new PmSimError(
    'template/not-expressible',
    `The subscription ${endpoint} is on this machine, which AWS cannot reach.`,
    { hint: 'Give a public URL, or an e-mail address.' },
  );
}

function notExpressible(what: string): PmSimError {
  return new PmSimError(
    'template/not-expressible',
    `The ${what} has no counterpart in the template.`,
    { kind: 'system' },
  );
}
