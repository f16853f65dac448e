import { z } from 'zod';
import type { Log } from '../../../runtime/log.ts';
import { openDurableMap } from '../durable-map.ts';
import { AwsFault, type JsonInput } from '../service.ts';
import type { DynaliteOperations } from './dynalite-store.ts';

/**
 * Expiry of items, which dynalite lacks.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/TTL.html
 */
export interface TimeToLive {
  /** UpdateTimeToLive and DescribeTimeToLive. */
  update(input: JsonInput): Promise<unknown>;
  describe(input: JsonInput): Promise<unknown>;
  /** Deletes the items that had expired at `now` (ms); how many. */
  sweep(now: number): Promise<number>;
  /** Forgets a deleted table. */
  forget(table: string): void;
  close(): void;
}

export interface TimeToLiveOptions {
  readonly path: string;
  readonly run: DynaliteOperations['run'];
  readonly log: Log;
}

/** Items whose expiry lies further back than this are left alone, as DynamoDB does: five years. */
const EXPIRY_AGE_S_MAX = 5 * 365 * 86_400;

const updateSchema = z.object({
  TableName: z.string(),
  TimeToLiveSpecification: z.object({
    AttributeName: z.string().min(1).max(255),
    Enabled: z.boolean(),
  }),
});

export function openTimeToLive(options: TimeToLiveOptions): TimeToLive {
  const { path, run, log } = options;
  const attributes = openDurableMap({ path, schema: z.string(), log });
  return {
    async update(input) {
      const parsed = updateSchema.safeParse(input);
      if (!parsed.success) throw validation(z.prettifyError(parsed.error));
      const { TableName, TimeToLiveSpecification } = parsed.data;
      const { AttributeName, Enabled } = TimeToLiveSpecification;
      await run('DescribeTable', { TableName });
      const current = attributes.get(TableName);
      checkChange(current, TimeToLiveSpecification);
      if (Enabled) attributes.set(TableName, AttributeName);
      else attributes.delete(TableName);
      return { TimeToLiveSpecification };
    },
    async describe(input) {
      await run('DescribeTable', { TableName: input['TableName'] });
      const AttributeName = attributes.get(String(input['TableName']));
      return {
        TimeToLiveDescription:
          AttributeName === undefined
            ? { TimeToLiveStatus: 'DISABLED' }
            : { TimeToLiveStatus: 'ENABLED', AttributeName },
      };
    },
    async sweep(now) {
      let swept = 0;
      for (const [table, attribute] of attributes.entries()) {
        swept += await sweepTable({ table, attribute, nowS: Math.floor(now / 1000) }, run);
      }
      return swept;
    },
    forget: (table) => attributes.delete(table),
    close: () => attributes.close(),
  };
}

function checkChange(
  current: string | undefined,
  wanted: { readonly AttributeName: string; readonly Enabled: boolean },
): void {
  if (wanted.Enabled && current !== undefined) {
    throw validation(
      current === wanted.AttributeName
        ? 'TimeToLive is already enabled'
        : `TimeToLive is active on a different AttributeName: current AttributeName is ${current}`,
    );
  }
  if (!wanted.Enabled && current === undefined) throw validation('TimeToLive is already disabled');
}

interface Sweep {
  readonly table: string;
  readonly attribute: string;
  readonly nowS: number;
}

/** The delete has the same condition as the scan: an item renewed in between stays. */
async function sweepTable(sweep: Sweep, run: DynaliteOperations['run']): Promise<number> {
  const keys = await keyNames(sweep.table, run);
  const expired = expiredCondition(sweep);
  let swept = 0;
  let start: unknown;
  do {
    const page = await run('Scan', {
      TableName: sweep.table,
      FilterExpression: expired.expression,
      ExpressionAttributeNames: expired.names,
      ExpressionAttributeValues: expired.values,
      ...(start === undefined ? {} : { ExclusiveStartKey: start }),
    });
    for (const item of page['Items'] as Record<string, unknown>[]) {
      const Key = Object.fromEntries(keys.map((key) => [key, item[key]]));
      swept += await deleteExpired({ TableName: sweep.table, Key }, expired, run);
    }
    start = page['LastEvaluatedKey'];
  } while (start !== undefined);
  return swept;
}

interface Condition {
  readonly expression: string;
  readonly names: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, unknown>>;
}

function expiredCondition({ attribute, nowS }: Sweep): Condition {
  return {
    expression: '#ttl BETWEEN :oldest AND :now',
    names: { '#ttl': attribute },
    values: { ':oldest': { N: String(nowS - EXPIRY_AGE_S_MAX) }, ':now': { N: String(nowS) } },
  };
}

async function deleteExpired(
  item: { readonly TableName: string; readonly Key: Readonly<Record<string, unknown>> },
  expired: Condition,
  run: DynaliteOperations['run'],
): Promise<number> {
  try {
    await run('DeleteItem', {
      ...item,
      ConditionExpression: expired.expression,
      ExpressionAttributeNames: expired.names,
      ExpressionAttributeValues: expired.values,
    });
    return 1;
  } catch (error) {
    if (error instanceof AwsFault && error.code === 'ConditionalCheckFailedException') return 0;
    throw error;
  }
}

/** Names of the table's key attributes. */
export async function keyNames(
  table: string,
  run: DynaliteOperations['run'],
): Promise<readonly string[]> {
  const { Table } = await run('DescribeTable', { TableName: table });
  const { KeySchema } = Table as { readonly KeySchema: readonly { AttributeName: string }[] };
  return KeySchema.map(({ AttributeName }) => AttributeName);
}

function validation(message: string): AwsFault {
  return new AwsFault('ValidationException', message);
}
