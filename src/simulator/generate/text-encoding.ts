import { ByteText, type Phrase } from '../../telemetry/byte-text.ts';
import type { Reading } from '../../telemetry/reading.ts';
import { createReadingWriter } from '../../telemetry/reading-bytes.ts';
import type { Encoding, FileEncoder } from './encoding.ts';

/** Text that is gathered before it is written: large enough that a write costs nothing per row. */
const CHUNK_BYTES = 262_144;
/** Room for the row that exceeds a chunk. */
const MARGIN_BYTES = 16_384;

const NEW_LINE = 10;

/** What a text format makes of a file: its first line, and what writes a row without its end. */
export interface TextRows {
  readonly header?: Phrase;
  readonly write: (reading: Reading) => void;
}

export interface TextEncodingOptions {
  /** End of the files' names without compression, e.g. `.csv`. */
  readonly extension: string;
  readonly gzip: boolean;
  readonly rows: (to: ByteText) => TextRows;
}

/** Files of lines. What the rows have learned stays from file to file. */
export function createTextEncoding({ extension, gzip, rows }: TextEncodingOptions): Encoding {
  const to = new ByteText(CHUNK_BYTES + MARGIN_BYTES);
  const { header, write } = rows(to);
  const encoder: FileEncoder = {
    add(reading) {
      write(reading);
      to.byte(NEW_LINE);
    },
    full: () => to.length >= CHUNK_BYTES,
    take: () => to.take(),
    end: () => to.take(),
  };
  return {
    extension: `${extension}${gzip ? '.gz' : ''}`,
    gzip,
    begin() {
      // Whatever an abandoned file left.
      if (to.length > 0) to.take();
      if (header !== undefined) to.phrase(header);
      return encoder;
    },
  };
}

/** The readings' canonical JSON, one a line. */
export function createNdjsonEncoding(gzip: boolean): Encoding {
  return createTextEncoding({
    extension: '.ndjson',
    gzip,
    rows(to) {
      const write = createReadingWriter(to);
      return { write: (reading) => void write(reading) };
    },
  });
}
