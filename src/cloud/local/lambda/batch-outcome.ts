import type { KinesisRecord } from '../kinesis/kinesis-engine.ts';

/** What a function's answer means for the batch it was given. */
export type BatchOutcome =
  | { readonly type: 'success' }
  /** Records before `firstFailed` (an index) are done; it and all after it are to be retried. */
  | { readonly type: 'partial'; readonly firstFailed: number }
  | { readonly type: 'failure'; readonly reason: string };

const SUCCESS: BatchOutcome = { type: 'success' };

/**
 * Reads the answer of a function whose mapping has `ReportBatchItemFailures` (AWS Lambda developer
 * guide, "Configuring partial batch response with Kinesis Data Streams and Lambda"): no answer, no
 * list or an empty list is complete success; the lowest reported sequence number is the checkpoint;
 * an identifier that is empty, null, misnamed or not of this batch is complete failure.
 */
export function batchOutcome(response: unknown, records: readonly KinesisRecord[]): BatchOutcome {
  const failures = failuresOf(response);
  if (failures === undefined) return SUCCESS;
  if (!Array.isArray(failures)) {
    return { type: 'failure', reason: 'batchItemFailures is not a list' };
  }
  if (failures.length === 0) return SUCCESS;
  const positions = new Map(records.map((record, at) => [record.sequenceNumber, at]));
  let firstFailed = records.length;
  for (const failure of failures as readonly unknown[]) {
    const at = positions.get(identifierOf(failure));
    if (at === undefined) {
      return { type: 'failure', reason: `unknown item in batchItemFailures: ${shown(failure)}` };
    }
    firstFailed = Math.min(firstFailed, at);
  }
  return { type: 'partial', firstFailed };
}

function failuresOf(response: unknown): unknown {
  if (typeof response !== 'object' || response === null) return undefined;
  return (response as { readonly batchItemFailures?: unknown }).batchItemFailures ?? undefined;
}

function identifierOf(failure: unknown): string {
  const identifier = (failure as { readonly itemIdentifier?: unknown } | null)?.itemIdentifier;
  return typeof identifier === 'string' ? identifier : '';
}

function shown(value: unknown): string {
  return (JSON.stringify(value) ?? String(value)).slice(0, 100);
}
