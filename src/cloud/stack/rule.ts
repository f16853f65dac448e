/** Where a mapping begins in a stream that it has not read before. */
export type ShardStart =
  | { readonly type: 'TRIM_HORIZON' }
  | { readonly type: 'LATEST' }
  | { readonly type: 'AT_TIMESTAMP'; readonly timestamp: number };

/** A rule as AWS IoT Core takes it, with the parts of the stack that it feeds by name. */
export interface TopicRule {
  readonly name: string;
  readonly description: string;
  readonly sql: string;
  readonly sqlVersion: '2016-03-23';
  readonly actions: readonly RuleAction[];
  readonly errorAction?: RuleAction;
}

export type RuleAction =
  | { readonly kinesis: { readonly streamName: string; readonly partitionKey: string } }
  | { readonly sqs: { readonly queue: string } };
