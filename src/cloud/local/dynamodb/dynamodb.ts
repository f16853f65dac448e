import * as fs from 'node:fs';
import { join } from 'node:path';
import * as zlib from 'node:zlib';
import type { Clock } from '../../../runtime/clock.ts';
import { messageOf } from '../../../runtime/errors.ts';
import type { Log } from '../../../runtime/log.ts';
import type { Table } from '../../stack/stack.ts';
import {
  AwsFault,
  jsonFault,
  jsonResponse,
  parseJsonBody,
  targetOperation,
  type AwsService,
  type JsonInput,
  type ServiceResponse,
} from '../service.ts';
import { wantsFailedItem, writeOrShowItem } from './condition-failure.ts';
import { DetailedFault } from './detailed-fault.ts';
import { openDynalite, type DynaliteOperations } from './dynalite-store.ts';
import { createGate } from './gate.ts';
import { createTableInput } from './table-input.ts';
import { openTimeToLive, type TimeToLive } from './time-to-live.ts';
import { rollBack, transactGet, transactWrite } from './transactions.ts';

export interface DynamoDbOptions {
  /** The tables are kept in the folder `dynamodb` of this one. */
  readonly stateDir: string;
  /** Wall time, by which items expire. */
  readonly clock: Clock;
  readonly log: Log;
  readonly region: string;
  readonly accountId: string;
}

/** DynamoDB on the local disk: dynalite, with expiry and transactions added. */
export interface DynamoDb extends AwsService, AsyncDisposable {
  /** Creates the table unless it exists, and sets its expiry; active when this resolves. */
  ensureTable(table: Table): Promise<void>;
  /** Deletes what has expired; runs by itself every {@link SWEEP_INTERVAL_MS}. */
  sweep(): Promise<number>;
}

/** DynamoDB takes up to days to delete an expired item; here it is a minute. */
const SWEEP_INTERVAL_MS = 60_000;

const TARGET_PREFIX = 'DynamoDB_20120810';

/** Throws `twin/state-in-use`, `twin/state-unreadable`. */
export async function createDynamoDb(options: DynamoDbOptions): Promise<DynamoDb> {
  const dir = join(options.stateDir, 'dynamodb');
  fs.mkdirSync(dir, { recursive: true });
  const { region, accountId, clock, log } = options;
  const tables = await openDynalite({ path: join(dir, 'tables'), region, accountId });
  const journal = join(dir, 'transaction.json');
  await rollBack(journal, tables.run);
  const expiry = openTimeToLive({ path: join(dir, 'expiry.jsonl'), run: tables.run, log });
  const gate = createGate();
  const run = createOperations({ tables, expiry, gate, journal });
  const sweep = (): Promise<number> => gate.shared(() => expiry.sweep(clock.now()));
  const timer = setInterval(() => void sweep().catch(report(log)), SWEEP_INTERVAL_MS).unref();
  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    clearInterval(timer);
    await gate.exclusive(async () => {
      expiry.close();
      await tables.close();
    });
  };
  return {
    name: 'dynamodb',
    targetPrefixes: [TARGET_PREFIX],
    async handle(request) {
      if (closing !== undefined) return faultResponse(closed());
      try {
        const operation = targetOperation(request.headers, TARGET_PREFIX);
        const output = await run(operation, parseJsonBody(request.body));
        return withChecksum(jsonResponse('1.0', output));
      } catch (error) {
        if (error instanceof AwsFault) return faultResponse(error);
        throw error;
      }
    },
    ensureTable: (table) => ensureTable(table, run),
    sweep,
    [Symbol.asyncDispose]: () => (closing ??= close()),
  };
}

type Run = (operation: string, input: JsonInput) => Promise<unknown>;

interface Parts {
  readonly tables: DynaliteOperations;
  readonly expiry: TimeToLive;
  readonly gate: ReturnType<typeof createGate>;
  readonly journal: string;
}

/** dynalite's operations and ours; transactions run alone. */
function createOperations({ tables, expiry, gate, journal }: Parts): Run {
  return (operation, input) => {
    switch (operation) {
      case 'TransactWriteItems':
        return gate.exclusive(() => transactWrite(input, journal, tables.run));
      case 'TransactGetItems':
        return gate.exclusive(() => transactGet(input, tables.run));
      case 'UpdateTimeToLive':
        return gate.shared(() => expiry.update(input));
      case 'DescribeTimeToLive':
        return gate.shared(() => expiry.describe(input));
      case 'CreateTable':
        refuseStreams(input);
        return gate.shared(() => tables.run(operation, input));
      case 'DeleteTable':
        return gate.shared(async () => {
          const output = await tables.run(operation, input);
          expiry.forget(String(input['TableName']));
          return output;
        });
      default:
        return wantsFailedItem(operation, input)
          ? gate.exclusive(() => writeOrShowItem(operation, input, tables.run))
          : gate.shared(() => tables.run(operation, input));
    }
  };
}

/** dynalite would take the specification and never write to a stream. */
function refuseStreams(input: JsonInput): void {
  const specification = input['StreamSpecification'] as { StreamEnabled?: unknown } | undefined;
  if (specification?.StreamEnabled !== true) return;
  throw new AwsFault(
    'ValidationException',
    'The local twin does not model DynamoDB Streams (StreamSpecification). Leave it out.',
  );
}

async function ensureTable(table: Table, run: Run): Promise<void> {
  const TableName = table.name;
  try {
    await run('CreateTable', createTableInput(table));
  } catch (error) {
    if (!(error instanceof AwsFault) || error.code !== 'ResourceInUseException') throw error;
  }
  await untilActive(TableName, run);
  const { ttlAttribute: AttributeName } = table;
  const described = (await run('DescribeTimeToLive', { TableName })) as {
    readonly TimeToLiveDescription: { readonly AttributeName?: string };
  };
  const current = described.TimeToLiveDescription.AttributeName;
  if (current === AttributeName) return;
  const change = (name: string, Enabled: boolean): Promise<unknown> =>
    run('UpdateTimeToLive', {
      TableName,
      TimeToLiveSpecification: { AttributeName: name, Enabled },
    });
  if (current !== undefined) await change(current, false);
  if (AttributeName !== undefined) await change(AttributeName, true);
}

/** Turns of the event loop that a new table may need to become active; it takes two or three. */
const ACTIVE_TURNS_MAX = 10_000;

async function untilActive(TableName: string, run: Run): Promise<void> {
  for (let turn = 0; turn < ACTIVE_TURNS_MAX; turn += 1) {
    const { Table } = (await run('DescribeTable', { TableName })) as {
      readonly Table: { readonly TableStatus: string };
    };
    if (Table.TableStatus === 'ACTIVE') return;
  }
  throw new AwsFault('InternalServerError', `Table ${TableName} does not become active.`, 500);
}

/** SDK clients check DynamoDB's answers by this header. */
function withChecksum(response: ServiceResponse): ServiceResponse {
  const crc = String(zlib.crc32(response.body));
  return { ...response, headers: { ...response.headers, 'x-amz-crc32': crc } };
}

function faultResponse(fault: AwsFault): ServiceResponse {
  const response = jsonFault('1.0', fault);
  if (!(fault instanceof DetailedFault)) return withChecksum(response);
  const body = {
    __type: `com.amazonaws.dynamodb.v20120810#${fault.code}`,
    Message: fault.message,
    message: fault.message,
    ...fault.members,
  };
  return withChecksum({ ...response, body: JSON.stringify(body) });
}

function closed(): AwsFault {
  return new AwsFault('InternalServerError', 'The local twin is shutting down.', 500);
}

function report(log: Log): (error: unknown) => void {
  return (error) =>
    log({ level: 'error', area: 'dynamodb', text: `Sweep failed: ${messageOf(error)}` });
}
