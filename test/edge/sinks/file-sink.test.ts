import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openFileSink } from '../../../src/edge/sinks/file-sink.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'file-sink-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

describe('a file that messages go to', () => {
  it('gets a line for each, in order, and has them when they count as delivered', async () => {
    const path = join(dir, 'out.ndjson');
    const sink = await openFileSink(path);
    await Promise.all(['1', '2', '{"é":3}'].map((payload) => sink.publish('a/"b"', payload)));
    expect(readFileSync(path, 'utf8')).toBe(
      '{"topic":"a/\\"b\\"","payload":1}\n{"topic":"a/\\"b\\"","payload":2}\n{"topic":"a/\\"b\\"","payload":{"é":3}}\n',
    );
    await sink[Symbol.asyncDispose]();
  });

  it('goes on after half of a line that a crash left, on a line of its own', async () => {
    const path = join(dir, 'out.ndjson');
    writeFileSync(path, '{"topic":"t","payload":1}\n{"topic":"t","pay');
    const sink = await openFileSink(path);
    await sink.publish('t', '2');
    await sink[Symbol.asyncDispose]();
    const lines = readFileSync(path, 'utf8').split('\n');
    expect(lines).toEqual([
      '{"topic":"t","payload":1}',
      '{"topic":"t","pay',
      '{"topic":"t","payload":2}',
      '',
    ]);
  });

  it('asks for the message again when the disk is full', async (context) => {
    if (!existsSync('/dev/full')) context.skip('there is no /dev/full here');
    const sink = await openFileSink('/dev/full');
    await expect(sink.publish('t', '1')).rejects.toMatchObject({ code: 'connection/closed' });
    expect(sink.refusal()).toBeUndefined();
    await sink[Symbol.asyncDispose]();
  });

  it('is refused at the start when it cannot be written', async () => {
    await expect(openFileSink(join(dir, 'none', 'out'))).rejects.toMatchObject({
      code: 'edge/unwritable',
    });
  });

  it('takes a thousand lines at a time', async () => {
    const sink = await openFileSink(join(dir, 'out.ndjson'));
    const published = Array.from({ length: 1_000 }, (_, i) => sink.publish('t', String(i)));
    const stop = new AbortController();
    let hasRoom = false;
    const room = sink.room(stop.signal).then(() => (hasRoom = true));
    expect(hasRoom).toBe(false);
    await Promise.all([...published, room]);
    expect(hasRoom).toBe(true);
    await sink[Symbol.asyncDispose]();
  });
});
