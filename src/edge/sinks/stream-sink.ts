import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { messageOf, PmSimError } from '../../runtime/errors.ts';
import type { Sink } from './sink.ts';

/**
 * Writes each message as one line of JSON, `{"topic":…,"payload":…}`, to a file or to stdout.
 * @param end whether disposal ends the stream: not so for stdout
 */
export function createStreamSink(output: Writable, { end }: { readonly end: boolean }): Sink {
  return {
    ready: Promise.resolve(),
    publish: (topic, payload) =>
      new Promise((resolve, reject) => {
        const line = `{"topic":${JSON.stringify(topic)},"payload":${payload}}\n`;
        output.write(line, (error) => {
          if (error === null || error === undefined) resolve();
          else reject(notWritten(error));
        });
      }),
    room: async (signal) => {
      if (output.writableNeedDrain) await once(output, 'drain', { signal }).catch(() => undefined);
    },
    refusal: () => (output.destroyed ? 'The output was closed.' : undefined),
    async [Symbol.asyncDispose]() {
      if (!end || output.destroyed) return;
      output.end();
      await once(output, 'close');
    },
  };
}

function notWritten(cause: Error): PmSimError {
  return new PmSimError('connection/closed', `A message was not written: ${messageOf(cause)}.`, {
    kind: 'system',
    cause,
  });
}
