import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RECEIVE_MAX, type OutgoingMessage } from '../../../src/simulator/connection/link.ts';
import { createOutbox, type OutboxOptions } from '../../../src/simulator/connection/outbox.ts';
import { codeOf } from './fleet-harness.ts';

/** A broker that bounds nothing. */
const GRANT = { receiveMax: RECEIVE_MAX };
const OPTIONS: OutboxOptions = { device: 'wt-001', qos: 1, inflightMax: 3, heldMax: 100 };

/** A link whose acknowledgements are given by the test. */
function createWire() {
  const sent: { message: OutgoingMessage; done: (refusal?: string) => void }[] = [];
  return {
    sent,
    send: (message: OutgoingMessage, done: (refusal?: string) => void): void => {
      sent.push({ message, done });
    },
    payloads: () => sent.map(({ message }) => message.payload),
  };
}

function createBox(change: Partial<OutboxOptions> = {}) {
  let left = 0;
  const outbox = createOutbox({ ...OPTIONS, ...change }, (messages) => {
    left += messages;
  });
  return { outbox, left: () => left };
}

describe('outbox', () => {
  it('sends nothing without a link, and up to its window with one', () => {
    const { outbox } = createBox();
    for (const payload of ['a', 'b', 'c', 'd']) void outbox.add('t', payload);
    const wire = createWire();
    outbox.attach({ publish: wire.send }, GRANT);

    expect(wire.payloads()).toEqual(['a', 'b', 'c']);
    expect([outbox.held(), outbox.inflight()]).toEqual([4, 3]);
  });

  it('sends no more than the broker takes, where that is less than its window', () => {
    const { outbox } = createBox({ inflightMax: 5 });
    const wire = createWire();
    for (const payload of ['a', 'b', 'c']) void outbox.add('t', payload);
    outbox.attach({ publish: wire.send }, { receiveMax: 2 });
    expect(wire.payloads()).toEqual(['a', 'b']);
    wire.sent[0]?.done();
    expect(wire.payloads()).toEqual(['a', 'b', 'c']);
  });

  it('moves the window on with every acknowledgement, in whatever order they come', async () => {
    const { outbox, left } = createBox();
    const all = ['a', 'b', 'c', 'd', 'e'].map((payload) => outbox.add('t', payload));
    const wire = createWire();
    outbox.attach({ publish: wire.send }, GRANT);
    wire.sent[1]?.done();
    wire.sent[0]?.done();
    for (const { done } of wire.sent.slice(2)) done();
    for (const { done } of wire.sent.slice(3)) done();
    await Promise.all(all);

    expect(wire.payloads()).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect([outbox.held(), outbox.inflight(), left()]).toEqual([0, 0, 5]);
  });

  it('takes no acknowledgement of a link that is gone, nor one twice', () => {
    const { outbox, left } = createBox();
    void outbox.add('t', 'a');
    const old = createWire();
    outbox.attach({ publish: old.send }, GRANT);
    outbox.detach();
    old.sent[0]?.done();
    expect(outbox.held()).toBe(1);
    const wire = createWire();
    outbox.attach({ publish: wire.send }, GRANT);
    wire.sent[0]?.done();
    wire.sent[0]?.done();

    expect([outbox.held(), outbox.inflight(), left()]).toEqual([0, 0, 1]);
  });

  it('rejects only the message that the broker refused', async () => {
    const { outbox } = createBox();
    const refused = codeOf(outbox.add('t', 'a'));
    const fine = outbox.add('t', 'b');
    const wire = createWire();
    outbox.attach({ publish: wire.send }, GRANT);
    wire.sent[0]?.done('not authorized');
    wire.sent[1]?.done();

    expect(await refused).toBe('connection/publish-refused');
    await expect(fine).resolves.toBeUndefined();
  });

  it('is full with what it holds, on the wire or not, and has room when one has left', async () => {
    const { outbox } = createBox({ heldMax: 2 });
    const wire = createWire();
    outbox.attach({ publish: wire.send }, GRANT);
    void outbox.add('t', 'a');
    void outbox.add('t', 'b');

    expect(outbox.hasRoom()).toBe(false);
    expect(await codeOf(outbox.add('t', 'c'))).toBe('connection/outbox-full');
    wire.sent[0]?.done();
    expect(outbox.hasRoom()).toBe(true);
  });

  it('gives everything up at once when told to, and goes on with what comes later', async () => {
    const { outbox, left } = createBox();
    const wire = createWire();
    outbox.attach({ publish: wire.send }, GRANT);
    const given = ['a', 'b', 'c', 'd'].map((payload) => outbox.add('t', payload));
    outbox.rejectAll(new Error('over'));
    const outcomes = await Promise.allSettled(given);

    expect(outcomes.map(({ status }) => status)).toEqual(
      Array.from({ length: 4 }, () => 'rejected'),
    );
    expect([outbox.held(), outbox.inflight(), left()]).toEqual([0, 0, 4]);
    void outbox.add('t', 'e');
    expect(wire.payloads().at(-1)).toBe('e');
  });

  it('marks nothing as a duplicate at QoS 0', () => {
    const { outbox } = createBox({ qos: 0 });
    void outbox.add('t', 'a');
    outbox.attach({ publish: createWire().send }, GRANT);
    outbox.detach();
    const wire = createWire();
    outbox.attach({ publish: wire.send }, GRANT);

    expect(wire.sent[0]?.message).toEqual({ topic: 't', payload: 'a', qos: 0, dup: false });
  });

  it('delivers each message exactly once and in order of adding, however links come and go', () => {
    const step = fc.oneof(
      { weight: 4, arbitrary: fc.constant('add' as const) },
      { weight: 4, arbitrary: fc.nat(4).map((k) => ({ ack: k })) },
      { weight: 1, arbitrary: fc.constant('cut' as const) },
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
        const { outbox, left } = createBox();
        let wire = createWire();
        const firstSent: string[] = [];
        let added = 0;
        outbox.attach({ publish: wire.send }, GRANT);
        for (const action of steps) {
          if (action === 'add') void outbox.add('t', String(added++)).catch(() => undefined);
          else if (action === 'cut') {
            outbox.detach();
            wire = createWire();
            outbox.attach({ publish: wire.send }, GRANT);
          } else wire.sent[action.ack]?.done();
          for (const { message } of wire.sent) {
            if (!firstSent.includes(message.payload)) firstSent.push(message.payload);
            expect(message.dup || wire.payloads().indexOf(message.payload) >= 0).toBe(true);
          }
          const numbers = wire.payloads().map(Number);
          expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
          expect(outbox.inflight()).toBeLessThanOrEqual(3);
          expect(outbox.held() + left()).toBe(added);
        }
        while (outbox.held() > 0) for (const { done } of wire.sent) done();
        expect(firstSent.concat(wire.payloads().filter((p) => !firstSent.includes(p)))).toEqual(
          Array.from({ length: added }, (_, i) => String(i)),
        );
        expect(left()).toBe(added);
      }),
    );
  });
});
