import { messageOf, PmSimError } from '../../runtime/errors.ts';

/** Lines handed over and not yet written, at a time. */
export const LINES_HELD_MAX = 1_000;

/** A message as one line of JSON, `{"topic":…,"payload":…}`; the payload is JSON already. */
export function messageLine(topic: string, payload: string): string {
  return `{"topic":${JSON.stringify(topic)},"payload":${payload}}\n`;
}

/** The message should be offered again. */
export function notWritten(cause: unknown): PmSimError {
  return new PmSimError('connection/closed', `A message was not written: ${messageOf(cause)}.`, {
    kind: 'system',
    cause,
  });
}
