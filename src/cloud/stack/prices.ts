export interface Price {
  /** USD for `per` units. */
  readonly usd: number;
  readonly per: number;
  readonly unit: string;
  readonly service: string;
}

/** Where and when the prices below were on the list. Free tiers and taxes are left out. */
export const PRICE_LIST = 'list prices, us-east-1, December 2024';

const MILLION = 1e6;

/**
 * What AWS takes (pricing pages of each service). Every one is an input that the command line can
 * change: prices differ between regions and change over time.
 */
export const PRICES = {
  'iot-message': {
    service: 'IoT Core',
    usd: 1,
    per: MILLION,
    unit: '5 KB messages, the first billion',
  },
  'iot-message-over-1g': {
    service: 'IoT Core',
    usd: 0.8,
    per: MILLION,
    unit: '5 KB messages, the next 4 billion',
  },
  'iot-message-over-5g': {
    service: 'IoT Core',
    usd: 0.7,
    per: MILLION,
    unit: '5 KB messages beyond 5 billion',
  },
  'iot-connection': { service: 'IoT Core', usd: 0.08, per: MILLION, unit: 'connection minutes' },
  'iot-rule': { service: 'IoT Core', usd: 0.15, per: MILLION, unit: 'rules triggered, by 5 KB' },
  'iot-action': { service: 'IoT Core', usd: 0.15, per: MILLION, unit: 'rule actions, by 5 KB' },
  'kinesis-shard': { service: 'Kinesis', usd: 0.015, per: 1, unit: 'shard hours' },
  'kinesis-put': {
    service: 'Kinesis',
    usd: 0.014,
    per: MILLION,
    unit: 'PUT payload units of 25 KB',
  },
  'kinesis-on-demand': { service: 'Kinesis', usd: 0.04, per: 1, unit: 'stream hours on demand' },
  'kinesis-in': {
    service: 'Kinesis',
    usd: 0.08,
    per: 1,
    unit: 'GB into streams on demand, by 1 KB',
  },
  'kinesis-out': { service: 'Kinesis', usd: 0.04, per: 1, unit: 'GB out of streams on demand' },
  'lambda-request': { service: 'Lambda', usd: 0.2, per: MILLION, unit: 'invocations' },
  'lambda-gb-second': { service: 'Lambda', usd: 0.0000133334, per: 1, unit: 'GB seconds, Arm' },
  'dynamodb-write': { service: 'DynamoDB', usd: 0.625, per: MILLION, unit: 'write request units' },
  'dynamodb-storage': { service: 'DynamoDB', usd: 0.25, per: 1, unit: 'GB months stored' },
  'dynamodb-backup': {
    service: 'DynamoDB',
    usd: 0.2,
    per: 1,
    unit: 'GB months of point-in-time recovery',
  },
  'sns-publish': { service: 'SNS', usd: 0.5, per: MILLION, unit: 'notifications' },
  'sns-email': { service: 'SNS', usd: 2, per: 100_000, unit: 'e-mails' },
  'cloudwatch-alarm': { service: 'CloudWatch', usd: 0.1, per: 1, unit: 'alarms' },
} as const satisfies Readonly<Record<string, Price>>;

export type PriceName = keyof typeof PRICES;
export type Prices = Readonly<Record<PriceName, Price>>;
