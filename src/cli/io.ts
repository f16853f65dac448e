import type { Interrupt } from './interrupt.ts';

/** The process as the commands see it: `main` passes the real one, tests pass theirs. */
export interface CliIo {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly env: Environment;
  readonly cwd: string;
  /** Wall clock, ms since the epoch. */
  readonly now: () => number;
  /** A seed for a run that was given none; printed, so that the run can be repeated. */
  readonly newSeed: () => string;
  /**
   * Starts to listen for Ctrl+C; commands that end by themselves do not ask. A service passes what a
   * hang-up (SIGHUP) means to it; to others it is a wish to stop.
   */
  readonly watchInterrupts: (onHangUp?: () => void) => Interrupt;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** What the commands need of a stream to write on; a terminal adds its size. */
export interface OutputStream {
  /** `done` is called when the text has been handed to the system, or with the error. */
  write(text: string, done?: (error?: Error | null) => void): boolean;
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
}

/** Whether colour is welcome on a stream: a terminal, unless NO_COLOR (no-color.org) says otherwise. */
export function wantsColour(stream: OutputStream, env: Environment): boolean {
  if (env['NO_COLOR'] !== undefined && env['NO_COLOR'] !== '') return false;
  if (env['FORCE_COLOR'] !== undefined && env['FORCE_COLOR'] !== '0') return true;
  return stream.isTTY === true && env['TERM'] !== 'dumb';
}
