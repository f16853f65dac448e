import { PmSimError } from '../../runtime/errors.ts';
import { didYouMean } from '../../runtime/near-match.ts';
import type { Stack } from '../stack/stack.ts';
import type { Account } from './identity/arn.ts';

/** ARNs and URLs of a stack's parts in the twin's account. */
export interface TwinNames {
  stream(name: string): string;
  function(name: string): string;
  topic(name: string): string;
  queue(name: string): string;
  queueUrl(name: string): string;
  role(functionName: string): string;
}

export function twinNames({ region, accountId }: Account): TwinNames {
  const arn = (service: string, resource: string): string =>
    `arn:aws:${service}:${region}:${accountId}:${resource}`;
  return {
    stream: (name) => arn('kinesis', `stream/${name}`),
    function: (name) => arn('lambda', `function:${name}`),
    topic: (name) => arn('sns', name),
    queue: (name) => arn('sqs', name),
    queueUrl: (name) => `https://sqs.${region}.amazonaws.com/${accountId}/${name}`,
    role: (functionName) => `arn:aws:iam::${accountId}:role/${functionName}`,
  };
}

/** Name at the end of an ARN or a queue URL. */
export function lastName(arnOrUrl: string): string {
  return arnOrUrl.slice(Math.max(arnOrUrl.lastIndexOf(':'), arnOrUrl.lastIndexOf('/')) + 1);
}

/**
 * Checks that every part that is referred to by name is in the stack, before anything is started.
 * @throws PmSimError `stack/unknown-part` naming who refers to what
 */
export function checkReferences(stack: Stack): void {
  const streams = stack.streams.map((stream) => stream.name);
  const functions = stack.functions.map((each) => each.name);
  const queues = stack.queues.map((queue) => queue.name);
  const topics = stack.topics.map((topic) => topic.name);
  for (const { id, stream, functionName, onFailureQueue } of stack.mappings) {
    refer(`Mapping ${id}`, { kind: 'stream', name: stream, known: streams });
    refer(`Mapping ${id}`, { kind: 'function', name: functionName, known: functions });
    if (onFailureQueue !== undefined) {
      refer(`Mapping ${id}`, { kind: 'queue', name: onFailureQueue, known: queues });
    }
  }
  for (const subscription of stack.subscriptions) {
    const who = `A subscription by ${subscription.protocol}`;
    refer(who, { kind: 'topic', name: subscription.topic, known: topics });
    if (subscription.protocol === 'lambda') {
      refer(who, { kind: 'function', name: subscription.functionName, known: functions });
    }
    if (subscription.protocol === 'sqs') {
      refer(who, { kind: 'queue', name: subscription.queue, known: queues });
    }
  }
}

interface Reference {
  readonly kind: string;
  readonly name: string;
  readonly known: readonly string[];
}

function refer(who: string, { kind, name, known }: Reference): void {
  if (known.includes(name)) return;
  throw new PmSimError(
    'stack/unknown-part',
    `${who} refers to the ${kind} "${name}", which the stack does not have.${didYouMean(name, known)}`,
    { kind: 'system' },
  );
}
