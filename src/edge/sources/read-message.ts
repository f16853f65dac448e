import type { Reading } from '../../telemetry/reading.ts';
import type { ReadingMapper } from './reading-mapper.ts';

/** Longest message that is read, characters: twice the largest payload of AWS IoT Core (128 KiB). */
export const MESSAGE_CHARS_MAX = 262_144;
export const TOO_LONG = `it is longer than ${MESSAGE_CHARS_MAX} characters`;

/** Makes a reading of the JSON of one message, or says in one sentence why there is none. */
export function readMessage(text: string, map: ReadingMapper, topic?: string): Reading | string {
  if (text.length > MESSAGE_CHARS_MAX) return TOO_LONG;
  try {
    const value = JSON.parse(text) as unknown;
    return map(topic === undefined ? { value } : { value, topic });
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return `it is not JSON: ${text.slice(0, 60)}`;
  }
}
