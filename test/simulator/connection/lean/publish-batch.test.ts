import { PassThrough } from 'node:stream';
import type { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { PublishBatch } from '../../../../src/simulator/connection/lean/publish-batch.ts';

/** A batch whose turn ends when the test says so, and the writes that came of it. */
function batchInHand() {
  const writes: Buffer[] = [];
  const stream = new PassThrough({ highWaterMark: 1e6 });
  stream.on('data', (chunk: Buffer) => writes.push(chunk));
  const due: { flush(): void }[] = [];
  const batch = new PublishBatch({
    socket: stream as unknown as Socket,
    protocolVersion: 4,
    tick: { join: (member) => due.push(member) },
  });
  return {
    stream,
    writes,
    say: (payload: string, onTaken?: () => void) =>
      batch.add({ topic: 't', payload, qos: 0, dup: false }, 0, onTaken),
    endTurn: () => due.splice(0).forEach((member) => member.flush()),
    joined: () => due.length,
  };
}

describe('a batch of publishes', () => {
  it('is one write, however many messages a turn has', () => {
    const { writes, say, endTurn, joined } = batchInHand();
    for (const payload of ['a', 'bc', 'd']) say(payload);
    expect(joined()).toBe(1);
    expect(writes).toEqual([]);
    endTurn();
    expect(writes.map((bytes) => bytes.toString('latin1'))).toEqual([
      '\x30\x04\0\x01ta\x30\x05\0\x01tbc\x30\x04\0\x01td',
    ]);
  });

  it('begins afresh with the next turn, and leaves what is on its way alone', () => {
    const { writes, say, endTurn } = batchInHand();
    say('first');
    endTurn();
    say('other');
    endTurn();
    expect(writes.map((bytes) => bytes.toString('latin1', 5))).toEqual(['first', 'other']);
  });

  it('is written early when it grows large, in order', () => {
    const { writes, say, endTurn } = batchInHand();
    const payloads = Array.from({ length: 5 }, (_, i) => String(i).repeat(30_000));
    payloads.forEach((payload) => say(payload));
    expect(writes).toHaveLength(2);
    endTurn();
    expect(writes).toHaveLength(3);
    const all = Buffer.concat(writes).toString('latin1');
    expect(all.match(/(\d)\1{29999}/g)).toEqual(payloads);
  });

  it('tells when the socket has taken a message', async () => {
    const { say, endTurn } = batchInHand();
    const taken = new Promise<void>((resolve) => {
      say('a', resolve);
    });
    endTurn();
    await expect(taken).resolves.toBeUndefined();
  });

  it('writes nothing after the end', () => {
    const { stream, writes, say, endTurn } = batchInHand();
    stream.end();
    say('late');
    endTurn();
    expect(writes).toEqual([]);
  });
});
