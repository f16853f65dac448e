import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createIntegrityLedger } from '../../../src/cli/compose/integrity.ts';

function ledgerOf(sent: number, seen: readonly number[]) {
  const ledger = createIntegrityLedger();
  for (let seq = 1; seq <= sent; seq += 1) ledger.sent('wt-001', seq);
  for (const seq of seen) ledger.seen('wt-001', seq);
  return ledger;
}

describe('createIntegrityLedger', () => {
  it('finds nothing wrong with a complete stream in order', () => {
    expect(ledgerOf(4, [1, 2, 3, 4]).count()).toEqual({ lost: 0, duplicated: 0, reordered: 0 });
  });

  it('counts a gap, a missing head and a missing tail as lost', () => {
    expect(ledgerOf(6, [2, 3, 5]).count()).toEqual({ lost: 3, duplicated: 0, reordered: 0 });
  });

  it('tells a late message from a repeated one', () => {
    expect(ledgerOf(4, [1, 3, 2, 2, 4]).count()).toEqual({ lost: 0, duplicated: 1, reordered: 1 });
  });

  it('keeps the devices apart', () => {
    const ledger = createIntegrityLedger();
    ledger.sent('a', 1);
    ledger.sent('b', 1);
    ledger.seen('b', 1);
    expect(ledger.count()).toEqual({ lost: 1, duplicated: 0, reordered: 0 });
    expect(ledger.arrived()).toBe(1);
  });

  it('counts a gap wider than it remembers, without the memory for it', () => {
    expect(ledgerOf(200_000, [200_000]).count().lost).toBe(199_999);
  });

  it('agrees with plain sets for any order, loss and repetition', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 80 }), (seen) => {
        const ledger = ledgerOf(30, seen);
        const distinct = new Set(seen).size;
        const { lost, duplicated } = ledger.count();
        expect(lost).toBe(30 - distinct);
        expect(duplicated).toBe(seen.length - distinct);
        expect(ledger.arrived()).toBe(distinct);
      }),
    );
  });
});
