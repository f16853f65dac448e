import { PmSimError } from '../../../runtime/errors.ts';

/** `rules/sql-syntax`: not the language. `rules/sql-unsupported`: AWS has it, this engine refuses it. */
type SqlErrorCode = 'rules/sql-syntax' | 'rules/sql-unsupported';

export interface SqlFault {
  readonly code?: SqlErrorCode;
  /** What is wrong and what was expected. */
  readonly text: string;
  readonly hint?: string;
}

/** The text being read; every error points into it. */
export interface SqlSource {
  readonly text: string;
}

/** Characters of the source shown after the faulty position. */
const EXCERPT_CHARS = 24;

/** An error at a 0-based offset of the source, told as line and column from 1. */
export function sqlError(source: SqlSource, offset: number, fault: SqlFault): PmSimError {
  const before = source.text.slice(0, offset).split('\n');
  const line = before.length;
  const column = (before.at(-1) ?? '').length + 1;
  const rest = source.text.slice(offset, offset + EXCERPT_CHARS).split('\n')[0] ?? '';
  const near = rest === '' ? 'at the end' : `near "${rest}"`;
  return new PmSimError(
    fault.code ?? 'rules/sql-syntax',
    `SQL line ${line}, column ${column}, ${near}: ${fault.text}`,
    fault.hint === undefined ? {} : { hint: fault.hint },
  );
}
