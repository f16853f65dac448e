import { describe, expect, it } from 'vitest';
import { renderError } from '../../src/cli/render-error.ts';
import { PmSimError } from '../../src/runtime/errors.ts';

const QUIET = { verbose: false };

describe('renderError', () => {
  it('says what is wrong and what to do on one line, without a stack', () => {
    const error = new PmSimError('profile/unknown', 'There is no profile "wind-fram".', {
      hint: 'Did you mean "wind-farm"?',
      cause: new Error('ENOENT'),
    });
    expect(renderError(error, QUIET)).toBe(
      'pm-sim: There is no profile "wind-fram". Did you mean "wind-farm"?\n',
    );
  });

  it('ends a message with a full stop', () => {
    expect(renderError(new PmSimError('a/b', 'The disk is full'), QUIET)).toBe(
      'pm-sim: The disk is full.\n',
    );
  });

  it('puts the hint of a list of problems on its own line', () => {
    const error = new PmSimError('options/invalid', '--qos: no.\n--speed: no.', { hint: 'Look.' });
    expect(renderError(error, QUIET)).toBe('pm-sim: --qos: no.\n--speed: no.\n  Look.\n');
  });

  it('shows the code, the chain of causes and the stack when verbose', () => {
    const root = new RangeError('out of range');
    const middle = new Error('cannot read', { cause: root });
    const error = new PmSimError('state/broken', 'The state is broken.', { cause: middle });
    const lines = renderError(error, { verbose: true }).split('\n');
    expect(lines.slice(0, 4)).toEqual([
      'pm-sim: The state is broken.',
      '  code: state/broken',
      '  caused by: cannot read',
      '  caused by: RangeError: out of range',
    ]);
    expect(lines[4]).toMatch(/^ {2}at .*render-error\.test\.ts/);
  });

  it('stops at eight causes, so that a loop of causes ends', () => {
    const error = new Error('round');
    error.cause = error;
    const causes = renderError(error, { verbose: true }).match(/caused by/g);
    expect(causes).toHaveLength(8);
  });

  it('does not blame the user for an unforeseen failure, and tells how to see more', () => {
    expect(renderError(new TypeError('x is undefined'), QUIET)).toBe(
      'pm-sim: unexpected failure: x is undefined\n' +
        '  This is not your mistake. Run again with --verbose and report what it prints.\n',
    );
  });
});
