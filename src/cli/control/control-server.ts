import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmod } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { PmSimError } from '../../runtime/errors.ts';
import { answerRequest, refusal, type AnswerOptions } from './answer-request.ts';
import { removeControlFile, writeControlFile } from './control-file.ts';
import { readLines } from './lines.ts';
import { REQUEST_BYTES_MAX, type ControlCommand } from './protocol.ts';
import { createRequestRate } from './request-rate.ts';
import { socketPath } from './socket-path.ts';

/** Terminals that talk to a run at once. */
const CONNECTIONS_MAX = 8;
/** Time that a connection may stay silent, ms. */
const IDLE_MS_MAX = 10_000;
/** Requests of one connection that wait for their answers. */
const WAITING_MAX = 64;

export interface ControlServerOptions {
  readonly stateDir: string;
  readonly handle: (command: ControlCommand) => Promise<unknown>;
  /** Monotonic, ms. */
  readonly now: () => number;
}

/**
 * Lets other terminals of the same user ask something of this run: a Unix domain socket for the owner
 * alone, and a token that only the owner can read. The caller holds the lock of the state folder.
 */
export async function openControlServer(options: ControlServerOptions): Promise<AsyncDisposable> {
  const { stateDir, handle, now } = options;
  const token = randomBytes(32).toString('hex');
  const unique = randomBytes(8).toString('hex');
  const { path, release } = await socketPath({ stateDir, platform: process.platform, unique });
  const rate = createRequestRate(now);
  const sockets = new Set<Socket>();
  const answer: AnswerOptions = { token, allows: () => rate.allows(), handle };
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    serve(socket, answer);
  });
  server.maxConnections = CONNECTIONS_MAX;
  server.listen(path);
  await once(server, 'listening');
  if (process.platform !== 'win32') await chmod(path, 0o600);
  await writeControlFile(stateDir, { path, token });
  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    await removeControlFile(stateDir);
    await closed(server, sockets);
    await release();
  };
  return { [Symbol.asyncDispose]: () => (closing ??= close()) };
}

async function closed(server: Server, sockets: ReadonlySet<Socket>): Promise<void> {
  const ended = once(server, 'close');
  server.close();
  for (const socket of sockets) socket.destroy();
  await ended;
}

/** Answers one terminal, in the order in which it asks. */
function serve(socket: Socket, options: AnswerOptions): void {
  socket.setTimeout(IDLE_MS_MAX, () => socket.destroy());
  // A terminal that goes away before its answer is no failure of the run.
  socket.on('error', () => socket.destroy());
  let waiting = 0;
  let last = Promise.resolve();
  const reply = async (line: string): Promise<void> => {
    const answer = await answerRequest(line, options);
    waiting -= 1;
    if (socket.destroyed) return;
    socket.write(`${JSON.stringify(answer)}\n`);
    if (!answer.ok && ENDING.includes(answer.error.code)) socket.end();
  };
  const refuse = (problem: string): void => {
    socket.end(`${JSON.stringify(refusal(new PmSimError('control/invalid', problem)))}\n`);
  };
  readLines(socket, REQUEST_BYTES_MAX, {
    onLine: (line) => {
      waiting += 1;
      if (waiting > WAITING_MAX) refuse(`More than ${WAITING_MAX} requests wait for an answer.`);
      else last = last.then(() => reply(line));
    },
    onTooLong: () => refuse(`A request is longer than ${REQUEST_BYTES_MAX} bytes.`),
  });
}

/** After these there is nothing more to say. */
const ENDING: readonly string[] = ['control/unauthorised', 'control/version'];
