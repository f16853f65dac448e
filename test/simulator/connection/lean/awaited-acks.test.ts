import { describe, expect, it } from 'vitest';
import { AwaitedAcks } from '../../../../src/simulator/connection/lean/awaited-acks.ts';

describe('packet identifiers', () => {
  it('go round from 65535 to 1 and leave out those on the wire', () => {
    const acks = new AwaitedAcks();
    const ids = Array.from({ length: 65_535 }, () => acks.await(() => undefined));
    expect([ids[0], ids.at(-1), new Set(ids).size]).toEqual([1, 65_535, 65_535]);
    expect(() => acks.await(() => undefined)).toThrow(RangeError);
    acks.settle(7);
    acks.settle(9);
    expect([acks.await(() => undefined), acks.await(() => undefined)]).toEqual([7, 9]);
  });

  it('are settled once, and not after they are forgotten', () => {
    const acks = new AwaitedAcks();
    const told: (string | undefined)[] = [];
    const first = acks.await((refusal) => told.push(refusal));
    const second = acks.await((refusal) => told.push(refusal));
    acks.settle(first, 'not authorized');
    acks.settle(first);
    acks.forget();
    acks.settle(second);
    expect(told).toEqual(['not authorized']);
  });
});
