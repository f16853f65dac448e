import type { Reading } from '../../telemetry/reading.ts';

/** Turns readings into the bytes of one file. */
export interface FileEncoder {
  add(reading: Reading): void;
  /** Whether as much has been gathered as is written at once. */
  full(): boolean;
  /** What has been gathered, as bytes that are the caller's from now on. */
  take(): Uint8Array;
  /** The rest, with the end of the file. */
  end(): Uint8Array;
}

/** How files of telemetry are made. */
export interface Encoding {
  /** End of the files' names, e.g. `.csv.gz`. */
  readonly extension: string;
  /** The files are compressed as a whole. */
  readonly gzip: boolean;
  /** Each device has a file of its own in each partition; what it gathers is held until that ends. */
  readonly perDevice?: boolean;
  /** Begins a file. */
  begin(): FileEncoder;
}
