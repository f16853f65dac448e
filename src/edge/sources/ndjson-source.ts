import type { Readable } from 'node:stream';
import type { ReadingMapper } from './reading-mapper.ts';
import type { OnMalformed, Source } from './source.ts';

export interface NdjsonSourceOptions {
  /** For messages: a file's path, or `stdin`. */
  readonly name: string;
  readonly input: Readable;
  readonly map: ReadingMapper;
  readonly onMalformed: OnMalformed;
}

/** Longest line that is read, characters: AWS IoT takes no larger payload than 128 KiB. */
const LINE_CHARS_MAX = 262_144;

/** Readings of a stream of JSON, one on each line. */
export function createNdjsonSource({ name, input, map, onMalformed }: NdjsonSourceOptions): Source {
  return {
    name,
    async run(take, signal) {
      let number = 0;
      const malformed = (text: string): void => onMalformed({ where: `${name}:${number}`, text });
      for await (const line of linesOf(input, signal)) {
        number += 1;
        if (line.trim() === '') continue;
        if (line.length > LINE_CHARS_MAX) {
          malformed(`the line is longer than ${LINE_CHARS_MAX} characters`);
          continue;
        }
        const reading = parse(line, map);
        if (typeof reading === 'string') malformed(reading);
        else take(reading);
      }
    },
  };
}

function parse(line: string, map: ReadingMapper): ReturnType<ReadingMapper> {
  try {
    return map({ value: JSON.parse(line) as unknown });
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return `it is not JSON: ${line.slice(0, 60)}`;
  }
}

/** Lines without their ends; of one that is too long only as much as shows that it is. */
async function* linesOf(input: Readable, signal: AbortSignal): AsyncGenerator<string, void> {
  const stop = (): void => void input.destroy();
  signal.addEventListener('abort', stop, { once: true });
  let rest = '';
  let skipping = false;
  input.setEncoding('utf8');
  try {
    for await (const chunk of input as AsyncIterable<string>) {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        if (!skipping) yield line;
        skipping = false;
      }
      if (rest.length <= LINE_CHARS_MAX) continue;
      if (!skipping) yield rest;
      skipping = true;
      rest = '';
    }
    if (rest !== '' && !skipping) yield rest;
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
