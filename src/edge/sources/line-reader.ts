import type { Reading } from '../../telemetry/reading.ts';
import { MESSAGE_CHARS_MAX, readMessage, TOO_LONG } from './read-message.ts';
import type { ReadingMapper } from './reading-mapper.ts';
import type { OnMalformed } from './source.ts';

export interface LineReaderOptions {
  /** For messages: a file's path, or `stdin`. */
  readonly name: string;
  readonly map: ReadingMapper;
  readonly onMalformed: OnMalformed;
  /** Lines of the same text that were read before, so that the numbers go on; default 0. */
  readonly linesBefore?: number;
}

/** Makes readings of text that comes in pieces, a line of JSON each. */
export interface LineReader {
  /** Takes every line that has ended. */
  feed(text: string, take: (reading: Reading) => void): void;
  /** There is no more: takes the last line, which has no end. */
  end(take: (reading: Reading) => void): void;
  /** Lines that have ended so far, those before included. */
  readonly lines: number;
}

export function createLineReader(options: LineReaderOptions): LineReader {
  const { name, map, onMalformed, linesBefore = 0 } = options;
  let rest = '';
  let skipping = false;
  let number = linesBefore;

  const takeLine = (line: string, take: (reading: Reading) => void): void => {
    number += 1;
    if (line.trim() === '') return;
    const reading = readMessage(line, map);
    if (typeof reading === 'string') onMalformed({ where: `${name}:${number}`, text: reading });
    else take(reading);
  };

  /** Of a line that is too long no more is kept than shows that it is. */
  const shorten = (): void => {
    if (rest.length <= MESSAGE_CHARS_MAX) return;
    if (!skipping) onMalformed({ where: `${name}:${number + 1}`, text: TOO_LONG });
    skipping = true;
    rest = '';
  };

  return {
    feed(text, take) {
      const [first = '', ...more] = text.split('\n');
      // Only what is new is searched: a long line may come in many pieces.
      rest += first;
      shorten();
      for (const next of more) {
        if (skipping) number += 1;
        else takeLine(rest, take);
        skipping = false;
        rest = next;
        shorten();
      }
    },
    end(take) {
      if (!skipping && rest !== '') takeLine(rest, take);
      rest = '';
    },
    get lines() {
      return number;
    },
  };
}
