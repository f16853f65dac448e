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
