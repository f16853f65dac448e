import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import { createConnection, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { callRun } from '../../../src/cli/control/call-run.ts';
import { controlFilePath, readControlFile } from '../../../src/cli/control/control-file.ts';
import { openControlServer } from '../../../src/cli/control/control-server.ts';
import { REQUEST_BYTES_MAX, type ControlCommand } from '../../../src/cli/control/protocol.ts';
import { REQUESTS_PER_SECOND } from '../../../src/cli/control/request-rate.ts';
import { socketPath } from '../../../src/cli/control/socket-path.ts';
import { exitCodeOf } from '../../../src/cli/exit-codes.ts';
import { PmSimError } from '../../../src/runtime/errors.ts';

let dir: string;
let server: AsyncDisposable | undefined;
let commands: ControlCommand[] = [];

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'pm-sim-control-'));
  commands = [];
});

afterEach(async () => {
  await server?.[Symbol.asyncDispose]();
  server = undefined;
  await rm(dir, { recursive: true });
});

async function open(answer: (command: ControlCommand) => unknown = () => []) {
  const handle = async (command: ControlCommand): Promise<unknown> => {
    commands.push(command);
    return answer(command);
  };
  server = await openControlServer({ stateDir: dir, handle, now: () => 0 });
}

/** Sends raw text and returns what came back until the run closed or `lines` lines were there. */
async function raw(text: string, lines = Infinity): Promise<string[]> {
  const address = await readControlFile(dir);
  const socket = createConnection(address?.path ?? '');
  let received = '';
  socket.on('data', (chunk) => {
    received += chunk.toString();
    if (received.split('\n').length > lines) socket.end();
  });
  socket.write(text);
  await once(socket, 'close');
  return received.split('\n').filter((line) => line !== '');
}

async function request(change: object = {}): Promise<string> {
  const token = (await readControlFile(dir))?.token;
  const command = { method: 'alerts' };
  return `${JSON.stringify({ v: 1, id: 7, token, command, ...change })}\n`;
}

const codeOf = (line = '{}'): unknown =>
  (JSON.parse(line) as { error?: { code: string } }).error?.code;

async function failureOf(work: Promise<unknown>): Promise<PmSimError> {
  const error: unknown = await work.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(PmSimError);
  return error as PmSimError;
}

describe('the control socket of a run', () => {
  it('passes a command on and brings the answer back', async () => {
    await open(() => [{ id: 'wt-001#b1#3' }]);
    expect(await callRun(dir, { method: 'alerts' })).toEqual([{ id: 'wt-001#b1#3' }]);
    expect(commands).toEqual([{ method: 'alerts' }]);
  });

  it('brings a failure back as it was thrown, exit code and hint included', async () => {
    await open(() => {
      throw new PmSimError('fault/unknown-mode', 'There is no fault mode "x".', { hint: 'Look.' });
    });
    const error = await failureOf(callRun(dir, { method: 'alerts' }));
    expect(error).toMatchObject({ code: 'fault/unknown-mode', hint: 'Look.', kind: 'user' });
    expect(exitCodeOf(error)).toBe(2);
  });

  it('is for its owner alone, and leaves nothing behind', async () => {
    await open();
    const address = await readControlFile(dir);
    expect((await stat(controlFilePath(dir))).mode & 0o777).toBe(0o600);
    expect((await stat(address?.path ?? '')).mode & 0o777).toBe(0o600);
    await server?.[Symbol.asyncDispose]();
    await expect(stat(address?.path ?? '')).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(stat(controlFilePath(dir))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('takes the place of a socket that a killed run has left', async () => {
    await writeFile(join(dir, 'control.sock'), '');
    await open();
    expect(await callRun(dir, { method: 'alerts' })).toEqual([]);
  });

  it('refuses a wrong token and hangs up', async () => {
    await open();
    const [line] = await raw(await request({ token: 'guess' }));
    expect(JSON.parse(line ?? '')).toMatchObject({ id: 7, ok: false });
    expect(codeOf(line)).toBe('control/unauthorised');
    expect(commands).toEqual([]);
  });

  it('tells a program of another version so', async () => {
    await open();
    expect(codeOf((await raw(await request({ v: 2 })))[0])).toBe('control/version');
  });

  it.each([
    ['no JSON', () => Promise.resolve('hello\n')],
    ['an unknown command', () => request({ command: { method: 'format-disk' } })],
    ['an unknown key', () => request({ command: { method: 'alerts', force: true } })],
    [
      'a severity above 1',
      () => request({ command: { method: 'inject', mode: 'm', device: 'd', severity: 2 } }),
    ],
  ])('refuses %s', async (_, text) => {
    await open();
    expect(codeOf((await raw(await text(), 1))[0])).toBe('control/invalid');
    expect(commands).toEqual([]);
  });

  it('bounds the length of a request, and hangs up', async () => {
    await open();
    const [line] = await raw('x'.repeat(REQUEST_BYTES_MAX + 1));
    expect(codeOf(line)).toBe('control/invalid');
  });

  it('bounds the requests of a second', async () => {
    await open();
    const one = await request();
    const lines = await raw(one.repeat(REQUESTS_PER_SECOND + 2), REQUESTS_PER_SECOND + 2);
    expect(lines.filter((line) => codeOf(line) === 'control/busy')).toHaveLength(2);
    expect(commands).toHaveLength(REQUESTS_PER_SECOND);
  });

  it('bounds the terminals that talk to it at once', async () => {
    await open();
    const { path = '' } = (await readControlFile(dir)) ?? {};
    const sockets = Array.from({ length: 8 }, () => createConnection(path));
    await Promise.all(sockets.map((socket) => once(socket, 'connect')));
    const error = await failureOf(callRun(dir, { method: 'alerts' }));
    expect([error.code, exitCodeOf(error)]).toEqual(['control/closed', 1]);
    for (const socket of sockets) socket.destroy();
  });

  it('answers one terminal in the order in which it asks', async () => {
    await open();
    const ids = [3, 1, 2];
    const lines = await raw((await Promise.all(ids.map((id) => request({ id })))).join(''), 3);
    expect(lines.map((line) => (JSON.parse(line) as { id: number }).id)).toEqual(ids);
  });
});

describe('asking a run', () => {
  it.each([
    ['there is none', () => Promise.resolve()],
    [
      'it was killed',
      () =>
        writeFile(
          controlFilePath(dir),
          JSON.stringify({ path: join(dir, 'control.sock'), token: 't', pid: 1 }),
        ),
    ],
    ['what it left is cut short', () => writeFile(controlFilePath(dir), '{"path":')],
  ])('is a usage error where %s', async (_, prepare) => {
    await prepare();
    const error = await failureOf(callRun(dir, { method: 'alerts' }));
    expect(error).toMatchObject({
      code: 'control/no-run',
      message: `No run is under way on ${dir}.`,
    });
    expect(error.hint).toContain('pm-sim run');
    expect(exitCodeOf(error)).toBe(2);
  });

  it.runIf(process.getuid?.() !== 0)('is refused to another user, exit code 3', async () => {
    await open();
    await chmod(controlFilePath(dir), 0o000);
    const error = await failureOf(callRun(dir, { method: 'alerts' }));
    expect([error.code, exitCodeOf(error)]).toEqual(['control/unreadable', 3]);
  });

  it('fails where the answer is nothing that it understands', async () => {
    const path = join(dir, 'control.sock');
    const other = createServer((socket) => void socket.end('{"ok":"maybe"}\n'));
    other.listen(path);
    await once(other, 'listening');
    await writeFile(controlFilePath(dir), JSON.stringify({ path, token: 't', pid: 1 }));
    const error = await failureOf(callRun(dir, { method: 'alerts' }));
    expect([error.code, exitCodeOf(error)]).toEqual(['control/closed', 1]);
    other.close();
  });
});

describe('the place of the socket', () => {
  it('is among the temporary files where the state folder has too long a name', async () => {
    const place = { stateDir: join(dir, 'x'.repeat(100)), platform: 'linux', unique: 'u' } as const;
    const { path, release } = await socketPath(place);
    expect(Buffer.byteLength(path)).toBeLessThan(104);
    expect((await stat(join(path, '..'))).mode & 0o777).toBe(0o700);
    await release();
    await expect(stat(join(path, '..'))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('is a pipe on Windows', async () => {
    const { path } = await socketPath({ stateDir: dir, platform: 'win32', unique: 'u' });
    expect(path).toBe('\\\\.\\pipe\\pm-sim-u');
  });

  it('has no address where nobody has left one', async () => {
    await expect(readFile(controlFilePath(dir))).rejects.toMatchObject({ code: 'ENOENT' });
    expect(await readControlFile(dir)).toBeUndefined();
  });
});
