import { describe, expect, it } from 'vitest';
import { EXIT, exitCodeOf } from '../../src/cli/exit-codes.ts';
import { PmSimError, type ErrorKind } from '../../src/runtime/errors.ts';

describe('exit codes', () => {
  it('are those that scripts rely on', () => {
    expect(EXIT).toEqual({
      ok: 0,
      failure: 1,
      usage: 2,
      refused: 3,
      timedOut: 27,
      gateFailed: 99,
      interrupted: 130,
    });
  });

  const table: readonly (readonly [string, ErrorKind, number])[] = [
    ['profile/unknown', 'user', 2],
    ['options/invalid', 'user', 2],
    ['target/unsupported', 'user', 2],
    ['broker/refused', 'connection', 3],
    ['twin/crashed', 'system', 1],
    ['timeout/alerts', 'user', 27],
    ['gate/fail-under', 'user', 99],
    ['interrupted/run', 'user', 130],
  ];
  it.each(table)('%s of kind %s gives %i', (code, kind, exitCode) => {
    expect(exitCodeOf(new PmSimError(code, 'x', { kind }))).toBe(exitCode);
  });

  it('takes an error that nobody foresaw, and a thrown text, for a runtime failure', () => {
    expect(exitCodeOf(new TypeError('x is undefined'))).toBe(1);
    expect(exitCodeOf('text')).toBe(1);
  });
});
