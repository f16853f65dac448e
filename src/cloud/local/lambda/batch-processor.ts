import { sleep, type Clock } from '../../../runtime/clock.ts';
import { backoffMs } from '../../../runtime/retry.ts';
import type { Random } from '../../../runtime/random.ts';
import type { KinesisRecord } from '../kinesis/kinesis-engine.ts';
import { batchOutcome, type BatchOutcome } from './batch-outcome.ts';
import type { DiscardCondition } from './failure-document.ts';
import type { InvokeResult } from './function-runtime.ts';

/** Pause after a failed invocation, growing with the failures in a row. */
const RETRY_BACKOFF = { baseMs: 100, maxMs: 30_000 };

/** The part of a mapping's settings that decides what happens to a batch. */
export interface RetrySettings {
  /** -1: until the record expires. */
  readonly maximumRetryAttempts: number;
  /** -1: no limit. */
  readonly maximumRecordAgeSeconds: number;
  readonly bisectBatchOnFunctionError: boolean;
  readonly reportBatchItemFailures: boolean;
}

export interface DiscardNotice {
  readonly records: readonly KinesisRecord[];
  readonly condition: DiscardCondition;
  readonly invokeCount: number;
  readonly requestId: string;
  readonly functionError?: string;
}

export interface BatchPort {
  readonly settings: RetrySettings;
  readonly clock: Clock;
  readonly random: Random;
  readonly signal: AbortSignal;
  invoke(records: readonly KinesisRecord[]): Promise<InvokeResult>;
  /** These records will not be given again: processed, or discarded. Called in order. */
  settle(records: readonly KinesisRecord[]): void;
  /** Awaited before the discarded records are settled. */
  discard(notice: DiscardNotice): Promise<void>;
}

/** A piece of the batch: the whole at first, halves when it is bisected. */
interface Piece {
  readonly records: readonly KinesisRecord[];
  readonly retries: number;
  readonly invokeCount: number;
}

/**
 * Brings one batch to its end, in order: invokes the function until every record has succeeded or
 * was discarded, and holds up everything behind it meanwhile (AWS Lambda developer guide, "Retain
 * discarded batch records for a Kinesis Data Streams event source", "Configuring partial batch
 * response"). Splitting a batch uses up no retry. Where the guide is silent: a batch that made
 * progress starts counting retries anew, and when the first record is the one reported as failed, a
 * bisecting mapping halves the batch, since cutting at that record cuts nothing off.
 */
export async function processBatch(
  batch: readonly KinesisRecord[],
  port: BatchPort,
): Promise<void> {
  let pieces: readonly Piece[] = [{ records: batch, retries: 0, invokeCount: 0 }];
  let failuresInRow = 0;
  for (;;) {
    const [first, ...rest] = pieces;
    if (first === undefined || port.signal.aborted) return;
    const piece = await withoutExpired(first, port);
    if (piece.records.length === 0) {
      pieces = rest;
      continue;
    }
    const result = await port.invoke(piece.records);
    const outcome = outcomeOf(result, piece, port.settings);
    const left = await settleOutcome(
      { ...piece, invokeCount: piece.invokeCount + 1 },
      { outcome, result },
      port,
    );
    pieces = [...left, ...rest];
    failuresInRow = outcome.type === 'failure' && left.length > 0 ? failuresInRow + 1 : 0;
    if (failuresInRow > 0) await pause(failuresInRow - 1, port);
  }
}

function outcomeOf(result: InvokeResult, piece: Piece, settings: RetrySettings): BatchOutcome {
  if (!result.ok) return { type: 'failure', reason: result.errorMessage };
  if (!settings.reportBatchItemFailures) return { type: 'success' };
  const outcome = batchOutcome(result.payload, piece.records);
  return outcome.type === 'partial' && outcome.firstFailed === 0
    ? { type: 'failure', reason: 'the first record of the batch failed' }
    : outcome;
}

interface Ended {
  readonly outcome: BatchOutcome;
  readonly result: InvokeResult;
}

/** Settles what is done and returns what remains to be invoked. */
async function settleOutcome(
  piece: Piece,
  { outcome, result }: Ended,
  port: BatchPort,
): Promise<readonly Piece[]> {
  const { records } = piece;
  if (outcome.type === 'failure') {
    const split = port.settings.bisectBatchOnFunctionError && records.length > 1;
    return split ? halves(piece) : retryOrDiscard(piece, result, port);
  }
  const done = outcome.type === 'success' ? records.length : outcome.firstFailed;
  port.settle(records.slice(0, done));
  if (done === records.length) return [];
  return [{ records: records.slice(done), retries: 0, invokeCount: piece.invokeCount }];
}

async function retryOrDiscard(
  piece: Piece,
  result: InvokeResult,
  port: BatchPort,
): Promise<readonly Piece[]> {
  const { maximumRetryAttempts } = port.settings;
  if (maximumRetryAttempts < 0 || piece.retries < maximumRetryAttempts) {
    return [{ ...piece, retries: piece.retries + 1 }];
  }
  await port.discard({
    records: piece.records,
    condition: 'RetryAttemptsExhausted',
    invokeCount: piece.invokeCount,
    requestId: result.requestId,
    ...(result.ok ? {} : { functionError: result.functionError }),
  });
  port.settle(piece.records);
  return [];
}

function halves(piece: Piece): readonly Piece[] {
  const middle = Math.ceil(piece.records.length / 2);
  return [
    { ...piece, records: piece.records.slice(0, middle) },
    { ...piece, records: piece.records.slice(middle) },
  ];
}

/** Discards the records at the front that are older than the mapping allows. */
async function withoutExpired(piece: Piece, port: BatchPort): Promise<Piece> {
  const { maximumRecordAgeSeconds } = port.settings;
  if (maximumRecordAgeSeconds < 0) return piece;
  const oldest = port.clock.now() - maximumRecordAgeSeconds * 1_000;
  const firstLive = piece.records.findIndex((record) => record.arrivedAt >= oldest);
  const count = firstLive < 0 ? piece.records.length : firstLive;
  if (count === 0) return piece;
  const expired = piece.records.slice(0, count);
  await port.discard({
    records: expired,
    condition: 'RecordAgeExceeded',
    invokeCount: piece.invokeCount,
    requestId: '',
  });
  port.settle(expired);
  return { ...piece, records: piece.records.slice(count) };
}

async function pause(attempt: number, { clock, random, signal }: BatchPort): Promise<void> {
  try {
    await sleep(clock, backoffMs(attempt, RETRY_BACKOFF, random), signal);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
