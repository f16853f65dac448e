import { describe, expect, it } from 'vitest';
import { batchOutcome } from '../../../../src/cloud/local/lambda/batch-outcome.ts';
import { records, sequence } from './fixtures.ts';

const batch = records(1, 4);
const failed = (...numbers: readonly number[]): unknown => ({
  batchItemFailures: numbers.map((n) => ({ itemIdentifier: sequence(n) })),
});

describe('batchOutcome', () => {
  it.each([
    ['nothing', undefined],
    ['null', null],
    ['an empty response', {}],
    ['a null list', { batchItemFailures: null }],
    ['an empty list', { batchItemFailures: [] }],
    ['a text', 'done'],
  ])('takes %s for complete success', (_name, response) => {
    expect(batchOutcome(response, batch)).toEqual({ type: 'success' });
  });

  it('takes the lowest sequence number as the checkpoint, in whatever order they are listed', () => {
    expect(batchOutcome(failed(4, 2, 3), batch)).toEqual({ type: 'partial', firstFailed: 1 });
  });

  it.each([
    ['an empty identifier', [{ itemIdentifier: '' }]],
    ['a null identifier', [{ itemIdentifier: null }]],
    ['a misnamed key', [{ id: sequence(2) }]],
    ['an identifier of another batch', [{ itemIdentifier: sequence(9) }]],
    ['an entry that is no object', [null]],
    ['a list that is none', 'all'],
  ])('takes %s for complete failure', (_name, batchItemFailures) => {
    expect(batchOutcome({ batchItemFailures }, batch).type).toBe('failure');
  });

  it('is a complete failure when one of several identifiers is unknown', () => {
    expect(batchOutcome(failed(2, 9), batch).type).toBe('failure');
  });
});
