import { createConnection, type Socket } from 'node:net';
import { PmSimError, errnoOf, messageOf } from '../../runtime/errors.ts';
import { readControlFile } from './control-file.ts';
import { readLines } from './lines.ts';
import {
  PROTOCOL_VERSION,
  REPLY_BYTES_MAX,
  replySchema,
  type ControlCommand,
  type ControlError,
  type ControlResults,
} from './protocol.ts';

/** How long a run may take to answer, ms. */
const ANSWER_MS_MAX = 10_000;

/**
 * Asks something of the run that is under way on a state folder.
 * @throws PmSimError `control/no-run`, `timeout/control`, `control/closed`, and what the run throws
 */
export async function callRun<M extends ControlCommand['method']>(
  stateDir: string,
  command: ControlCommand & { readonly method: M },
): Promise<ControlResults[M]> {
  const address = await readAddress(stateDir);
  if (address === undefined) throw noRun(stateDir);
  const request = { v: PROTOCOL_VERSION, id: 1, token: address.token, command };
  const line = await exchange(stateDir, address.path, `${JSON.stringify(request)}\n`);
  const reply = replySchema.safeParse(JSON.parse(line));
  if (!reply.success) throw closedBy(stateDir, 'its answer is not understood');
  if (!reply.data.ok) throw errorOf(reply.data.error);
  return reply.data.result as ControlResults[M];
}

async function readAddress(stateDir: string) {
  try {
    return await readControlFile(stateDir);
  } catch (cause) {
    throw new PmSimError('control/unreadable', `Cannot ask the run: ${messageOf(cause)}.`, {
      kind: 'connection',
      hint: 'Only the user who started a run may.',
      cause,
    });
  }
}

function exchange(stateDir: string, path: string, request: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket: Socket = createConnection(path);
    const fail = (error: PmSimError): void => {
      socket.destroy();
      reject(error);
    };
    socket.setTimeout(ANSWER_MS_MAX, () => fail(noAnswer(stateDir)));
    socket.on('error', (error) => fail(unreachable(stateDir, error)));
    socket.on('close', () => fail(closedBy(stateDir, 'it has closed the connection')));
    readLines(socket, REPLY_BYTES_MAX, {
      onLine: (line) => {
        resolve(line);
        socket.destroy();
      },
      onTooLong: () => fail(closedBy(stateDir, 'its answer is too long')),
    });
    socket.write(request);
  });
}

function errorOf({ code, kind, message, hint }: ControlError): PmSimError {
  return new PmSimError(code, message, { kind, ...(hint === undefined ? {} : { hint }) });
}

/** What a run that was killed leaves behind leads nowhere. */
function unreachable(stateDir: string, cause: Error): PmSimError {
  const code = errnoOf(cause) ?? '';
  if (['ENOENT', 'ECONNREFUSED', 'ENOTSOCK'].includes(code)) return noRun(stateDir, cause);
  if (code !== 'EACCES' && code !== 'EPERM') return closedBy(stateDir, messageOf(cause));
  return new PmSimError('control/refused', `The run on ${stateDir} belongs to another user.`, {
    kind: 'connection',
    hint: 'Only the user who started a run may ask something of it.',
    cause,
  });
}

function noRun(stateDir: string, cause?: unknown): PmSimError {
  return new PmSimError('control/no-run', `No run is under way on ${stateDir}.`, {
    hint: 'Start one in another terminal with `pm-sim run`, or name its folder with --state DIR.',
    cause,
  });
}

function noAnswer(stateDir: string): PmSimError {
  return new PmSimError('timeout/control', `The run on ${stateDir} does not answer.`, {
    hint: 'Is its process stopped (Ctrl+Z)?',
  });
}

function closedBy(stateDir: string, reason: string): PmSimError {
  return new PmSimError('control/closed', `The run on ${stateDir} gave no answer: ${reason}.`, {
    kind: 'system',
    hint: 'It may be at its end; see its terminal.',
  });
}
