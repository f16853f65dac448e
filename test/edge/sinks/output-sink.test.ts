import { describe, expect, it } from 'vitest';
import { createOutputSink } from '../../../src/edge/sinks/output-sink.ts';

/** A stream whose reader is the test. */
function openOutput() {
  const written: { readonly text: string; readonly done: (error?: Error | null) => void }[] = [];
  return {
    written,
    write: (text: string, done: (error?: Error | null) => void) =>
      void written.push({ text, done }),
  };
}

describe('a stream that messages go to', () => {
  it('has a message when its line was written, and not before', async () => {
    const output = openOutput();
    const sink = createOutputSink(output);
    let delivered = false;
    const published = sink.publish('t', '{"n":1}').then(() => (delivered = true));
    expect(output.written.map(({ text }) => text)).toEqual(['{"topic":"t","payload":{"n":1}}\n']);
    await Promise.resolve();
    expect(delivered).toBe(false);
    output.written[0]?.done(null);
    await published;
    expect(delivered).toBe(true);
    await sink[Symbol.asyncDispose]();
  });

  it('asks for the message again when its reader has gone', async () => {
    const output = openOutput();
    const sink = createOutputSink(output);
    const published = sink.publish('t', '1');
    output.written[0]?.done(new Error('EPIPE'));
    await expect(published).rejects.toMatchObject({ code: 'connection/closed' });
  });

  it('has room again when the reader has caught up', async () => {
    const output = openOutput();
    const sink = createOutputSink(output);
    const published = Array.from({ length: 1_000 }, () => sink.publish('t', '1'));
    let hasRoom = false;
    const room = sink.room(new AbortController().signal).then(() => (hasRoom = true));
    await Promise.resolve();
    expect(hasRoom).toBe(false);
    for (const { done } of output.written) done();
    await Promise.all([...published, room]);
    expect(hasRoom).toBe(true);
  });
});
