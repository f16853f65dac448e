import { describe, expect, it } from 'vitest';
import type { SessionEnd } from '../../../src/cli/compose/run-session.ts';
import { exitOf } from '../../../src/cli/compose/session-exit.ts';
import { exitCodeOf } from '../../../src/cli/exit-codes.ts';

const GOOD: SessionEnd = { interrupted: false, drained: true, refused: 0, lost: 0 };

function codeOf(end: Partial<SessionEnd>): number {
  try {
    return exitOf({ ...GOOD, ...end });
  } catch (error) {
    return exitCodeOf(error);
  }
}

describe('a session that came to its summary ends', () => {
  it.each<[string, Partial<SessionEnd>, number]>([
    ['well', {}, 0],
    ['with 130 when somebody stopped it', { interrupted: true }, 130],
    ['with 3 when a device was refused', { refused: 1, lost: 3 }, 3],
    [
      'with 3 when a device was refused and somebody stopped it',
      { refused: 1, interrupted: true },
      3,
    ],
    ['with 1 when not all was scored', { drained: false, lost: 3 }, 1],
    ['with 1 when messages never arrived', { lost: 3 }, 1],
  ])('%s', (_, end, code) => {
    expect(codeOf(end)).toBe(code);
  });

  it('with words that tell a backlog from a loss', () => {
    expect(() => exitOf({ ...GOOD, drained: false, lost: 3 })).toThrow('came out scored');
    expect(() => exitOf({ ...GOOD, lost: 3 })).toThrow('3 messages were lost');
  });
});
