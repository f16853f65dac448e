import { ByteText, phrase } from './byte-text.ts';
import { encodeNote, type EdgeNote } from './message.ts';
import { createReadingWriter, type Source } from './reading-bytes.ts';
import type { Reading } from './reading.ts';

/**
 * Encodes a reading, and then the message that carries it, byte for byte as `encodeReading` and
 * `encodeMessage` do. What is returned stands until the next call.
 */
export interface MessageWriter {
  /** Encodes beforehand what is the same in all readings of a device. */
  expect(source: Source): void;
  /** The reading's canonical JSON with a line feed: what a telemetry hash is made of. */
  line(reading: Reading): Uint8Array;
  /** The message of the reading last written. */
  message(seq: number, note?: EdgeNote): Uint8Array;
}

const HEAD = phrase('{"schema_v":1,');
const SEQ = phrase(',"seq":');
const [CLOSE, NEW_LINE] = [125, 10];

/** Where messages are written, behind any usual line: views of one place are made once. */
const MESSAGES_AT = 16_384;

/**
 * The message has the fields of the reading in the same order, so it is pieced together from the
 * reading's bytes: no number is written twice, and nothing is allocated.
 * @param boot identity of this start of the devices
 */
export function createMessageWriter(boot: string): MessageWriter {
  const to = new ByteText(4 * MESSAGES_AT);
  const write = createReadingWriter(to);
  const bootField = phrase(`,"boot_id":${JSON.stringify(boot)}`);
  let afterTime = 0;
  let end = 0;
  return {
    expect: (source) => write.expect(source),
    line(reading) {
      to.seek(0);
      afterTime = write(reading);
      end = to.length;
      to.byte(NEW_LINE);
      return to.written(0);
    },
    message(seq, note) {
      const start = Math.max(MESSAGES_AT, end + 1);
      to.seek(start);
      to.phrase(HEAD);
      to.repeat(1, afterTime);
      to.phrase(SEQ);
      to.number(seq);
      to.phrase(bootField);
      to.repeat(afterTime, end - 1);
      if (note !== undefined) to.text(`,"edge":${JSON.stringify(encodeNote(note))}`);
      to.byte(CLOSE);
      return to.written(start);
    },
  };
}
