import { PmSimError } from '../../runtime/errors.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { SessionEnd } from './run-session.ts';

/**
 * Exit code of a session that came to its summary.
 * @throws PmSimError `connection/refused` when a device was not let in, `run/not-drained` when the twin did not work off what it had accepted,
 * `run/lost` when messages did not get that far
 */
export function exitOf({ interrupted, drained, refused, lost }: SessionEnd): ExitCode {
  if (refused > 0) {
    throw new PmSimError('connection/refused', `${refused} of the devices were refused.`, {
      kind: 'connection',
      hint: 'Each refusal is told above with its reason.',
    });
  }
  if (interrupted) return EXIT.interrupted;
  if (!drained) {
    throw new PmSimError('run/not-drained', 'Not everything that was accepted came out scored.', {
      kind: 'system',
      hint: 'The state folder keeps it: start again on the same folder to have it scored.',
    });
  }
  if (lost === 0) return EXIT.ok;
  throw new PmSimError('run/lost', `${lost} messages were lost on their way.`, {
    kind: 'system',
    hint: 'The warnings above say which could not be published, and why.',
  });
}
