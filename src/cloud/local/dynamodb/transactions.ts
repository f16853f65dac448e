import * as fs from 'node:fs';
import { z } from 'zod';
import { messageOf } from '../../../runtime/errors.ts';
import { AwsFault, type JsonInput } from '../service.ts';
import { DetailedFault } from './detailed-fault.ts';
import type { DynaliteOperations } from './dynalite-store.ts';
import { keyNames } from './time-to-live.ts';

type Run = DynaliteOperations['run'];

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html */
const ACTIONS_MAX = 100;

const attributesSchema = z.record(z.string(), z.unknown());
const keyedSchema = z.looseObject({ TableName: z.string(), Key: attributesSchema });
const writeSchema = z.object({
  TransactItems: z
    .array(
      z.strictObject({
        Put: z.looseObject({ TableName: z.string(), Item: attributesSchema }).optional(),
        Update: keyedSchema.optional(),
        Delete: keyedSchema.optional(),
        ConditionCheck: keyedSchema.optional(),
      }),
    )
    .min(1)
    .max(ACTIONS_MAX),
});
const getSchema = z.object({
  TransactItems: z
    .array(z.strictObject({ Get: keyedSchema }))
    .min(1)
    .max(ACTIONS_MAX),
});

/** An item as it was before the transaction. */
const imageSchema = z.strictObject({
  TableName: z.string(),
  Key: attributesSchema,
  before: attributesSchema.nullable(),
});
type Image = z.infer<typeof imageSchema>;
type Action = z.infer<typeof writeSchema>['TransactItems'][number];

/** Why an action was not done, in AWS's words. */
interface Reason {
  readonly Code: string;
  readonly Message?: string;
  /** The item that the condition failed on, if the action asks for it. */
  readonly Item?: Readonly<Record<string, unknown>>;
}

/**
 * Runs a TransactWriteItems call; the caller keeps everybody else out meanwhile. The items are first
 * noted in `journal`, so that a process killed half way undoes its half at the next start. Client
 * request tokens are not remembered: the call is atomic, but not idempotent over time.
 */
export async function transactWrite(input: JsonInput, journal: string, run: Run): Promise<unknown> {
  const actions = parsed(writeSchema, input).TransactItems;
  const images: Image[] = [];
  for (const action of actions) images.push(await imageOf(action, run));
  if (new Set(images.map(identity)).size < images.length) {
    throw validation('Transaction request cannot include multiple operations on one item');
  }
  fs.writeFileSync(journal, JSON.stringify(images));
  const reasons: Reason[] = [];
  for (const [i, action] of actions.entries()) {
    reasons.push(await attempt(action, images[i] as Image, run));
  }
  const isDone = reasons.every(({ Code }) => Code === 'None');
  if (!isDone) await restore(images, run);
  fs.rmSync(journal, { force: true });
  if (isDone) return {};
  throw canceled(reasons);
}

/** Undoes what a killed process left half done. */
export async function rollBack(journal: string, run: Run): Promise<void> {
  if (!fs.existsSync(journal)) return;
  const images = readJournal(journal);
  if (images !== undefined) await restore(images, run);
  fs.rmSync(journal, { force: true });
}

/** TransactGetItems; the caller keeps writers out. */
export async function transactGet(input: JsonInput, run: Run): Promise<unknown> {
  const responses: unknown[] = [];
  for (const { Get } of parsed(getSchema, input).TransactItems) {
    const { Item } = await run('GetItem', Get);
    responses.push(Item === undefined ? {} : { Item });
  }
  return { Responses: responses };
}

/** API reference, TransactWriteItems, TransactionCanceledException. */
function canceled(reasons: readonly Reason[]): DetailedFault {
  const codes = reasons.map(({ Code }) => Code).join(', ');
  return new DetailedFault(
    'TransactionCanceledException',
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`,
    { CancellationReasons: reasons },
  );
}

async function imageOf(action: Action, run: Run): Promise<Image> {
  const { Put } = action;
  const target = action.Update ?? action.Delete ?? action.ConditionCheck;
  if (Object.keys(action).length !== 1) {
    throw validation('TransactItems can only contain one of Check, Put, Update or Delete');
  }
  const { TableName } = Put ?? target ?? { TableName: '' };
  const names = await keyNames(TableName, run);
  const Key = target?.Key ?? Object.fromEntries(names.map((name) => [name, Put?.Item[name]]));
  const { Item } = await run('GetItem', { TableName, Key, ConsistentRead: true });
  return { TableName, Key, before: (Item as Record<string, unknown> | undefined) ?? null };
}

async function attempt(action: Action, image: Image, run: Run): Promise<Reason> {
  // dynalite takes members that it does not know out of its input.
  const isWanted = wantsItem(action);
  try {
    if (action.Put !== undefined) await run('PutItem', action.Put);
    else if (action.Update !== undefined) await run('UpdateItem', action.Update);
    else if (action.Delete !== undefined) await run('DeleteItem', action.Delete);
    else await check(action.ConditionCheck ?? {}, image, run);
    return { Code: 'None' };
  } catch (error) {
    if (!(error instanceof AwsFault)) throw error;
    const Code = error.code
      .replace(/Exception$/, '')
      .replace('ConditionalCheckFailed', CHECK_FAILED);
    const Item = isWanted && Code === CHECK_FAILED ? image.before : null;
    return { Code, Message: error.message, ...(Item === null ? {} : { Item }) };
  }
}

function wantsItem({ Put, Update, Delete, ConditionCheck }: Action): boolean {
  const write = Put ?? Update ?? Delete ?? ConditionCheck;
  return write?.['ReturnValuesOnConditionCheckFailure'] === 'ALL_OLD';
}

const CHECK_FAILED = 'ConditionalCheckFailed';

/** A condition alone: writes the item as it is, or deletes the one that is not there. */
async function check(condition: Record<string, unknown>, image: Image, run: Run): Promise<void> {
  if (image.before === null) {
    await run('DeleteItem', condition);
    return;
  }
  const { Key: _, ...rest } = condition;
  await run('PutItem', { ...rest, Item: image.before });
}

async function restore(images: readonly Image[], run: Run): Promise<void> {
  for (const { TableName, Key, before } of images) {
    if (before === null) await run('DeleteItem', { TableName, Key });
    else await run('PutItem', { TableName, Item: before });
  }
}

/** Undefined when the kill came while it was being written: then nothing had been changed yet. */
function readJournal(journal: string): readonly Image[] | undefined {
  try {
    return z.array(imageSchema).parse(JSON.parse(fs.readFileSync(journal, 'utf8')));
  } catch {
    return undefined;
  }
}

function identity({ TableName, Key }: Image): string {
  return JSON.stringify([
    TableName,
    ...Object.entries(Key).toSorted(([a], [b]) => (a < b ? -1 : 1)),
  ]);
}

function parsed<T>(schema: z.ZodType<T>, input: JsonInput): T {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  throw validation(messageOf(z.prettifyError(result.error)));
}

function validation(message: string): AwsFault {
  return new AwsFault('ValidationException', message);
}
