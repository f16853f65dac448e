type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** One structured line. Secrets (keys, tokens, certificates' private parts) never go into `fields`. */
export interface LogLine {
  readonly level: LogLevel;
  readonly area: string;
  readonly text: string;
  readonly fields?: Readonly<Record<string, string | number | boolean>>;
}

export type Log = (line: LogLine) => void;

/** For callers that do not care. */
export const silentLog: Log = () => undefined;
