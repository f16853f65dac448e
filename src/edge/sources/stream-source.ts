import type { Readable } from 'node:stream';
import { createLineReader, type LineReaderOptions } from './line-reader.ts';
import type { Source } from './source.ts';

export interface StreamSourceOptions extends LineReaderOptions {
  readonly input: Readable;
}

/** Readings of a stream of JSON, one on each line; it ends when the stream does. */
export function createStreamSource(options: StreamSourceOptions): Source {
  const { name, input } = options;
  return {
    name,
    async run(take, signal) {
      const lines = createLineReader(options);
      const stop = (): void => void input.destroy();
      signal.addEventListener('abort', stop, { once: true });
      input.setEncoding('utf8');
      try {
        for await (const chunk of input as AsyncIterable<string>) lines.feed(chunk, take);
        lines.end(take);
      } catch (error) {
        if (!signal.aborted) throw error;
      } finally {
        signal.removeEventListener('abort', stop);
      }
    },
  };
}
