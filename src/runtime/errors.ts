/** Whose turn it is: `user` can mend the input, `connection` the network or credentials, `system` is ours. */
export type ErrorKind = 'user' | 'connection' | 'system';

export interface PmSimErrorOptions {
  readonly kind?: ErrorKind;
  /** What to do about it, one sentence. */
  readonly hint?: string;
  readonly cause?: unknown;
}

/**
 * The one error class of the project. `code` is stable (`area/what`), `message` says what is wrong
 * and where and what was expected, `hint` what to do, `cause` keeps the original.
 */
export class PmSimError extends Error {
  readonly code: string;
  readonly kind: ErrorKind;
  readonly hint: string | undefined;

  constructor(code: string, message: string, options: PmSimErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'PmSimError';
    this.code = code;
    this.kind = options.kind ?? 'user';
    this.hint = options.hint;
  }
}

/** Text of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Node's errno code (`ENOENT`, `EADDRINUSE`), if the error carries one. */
export function errnoOf(error: unknown): string | undefined {
  const code = (error as { readonly code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : undefined;
}
