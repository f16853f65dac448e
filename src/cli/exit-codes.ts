import { PmSimError, type ErrorKind } from '../runtime/errors.ts';

/** What a script can rely on; a failed connect is never 0. */
export const EXIT = {
  ok: 0,
  failure: 1,
  usage: 2,
  refused: 3,
  timedOut: 27,
  gateFailed: 99,
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Codes whose first word decides, whatever the error's kind. */
const BY_AREA: Readonly<Record<string, ExitCode>> = {
  timeout: EXIT.timedOut,
  gate: EXIT.gateFailed,
  interrupted: EXIT.interrupted,
};

const BY_KIND: Readonly<Record<ErrorKind, ExitCode>> = {
  user: EXIT.usage,
  connection: EXIT.refused,
  system: EXIT.failure,
};

/** Exit code of anything that was thrown; an error that nobody foresaw is a runtime failure. */
export function exitCodeOf(error: unknown): ExitCode {
  if (!(error instanceof PmSimError)) return EXIT.failure;
  const area = error.code.split('/', 1)[0] ?? '';
  const special = BY_AREA[area];
  if (special !== undefined) return special;
  return BY_KIND[error.kind];
}
