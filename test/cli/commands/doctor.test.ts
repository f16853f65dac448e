import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as check from '../../../src/cli/commands/doctor-checks.ts';
import { certsDirOf } from '../../../src/cli/compose/open-fleet.ts';
import { runProgram } from '../../../src/cli/program.ts';
import { fakeIo } from '../fake-io.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'pm-sim-doctor-'));
  await writeFile(join(dir, 'package.json'), '{}');
});
afterEach(() => rm(dir, { recursive: true }));

/** Now, as the file system has it. */
const NOW = performance.timeOrigin + performance.now();

async function doctor(...argv: string[]) {
  const io = { ...fakeIo({ cwd: dir }), now: () => NOW };
  const exitCode = await runProgram(['doctor', ...argv], io);
  return { exitCode, stdout: io.stdout.text() };
}

/** A port that somebody listens on while `work` runs. */
async function withTakenPort(work: (port: number) => Promise<void>): Promise<void> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  await work((server.address() as AddressInfo).port);
  await new Promise((resolve) => server.close(resolve));
}

describe('doctor', () => {
  it('finds this machine ready, and leaves nothing behind', async () => {
    const { exitCode, stdout } = await doctor('--mqtt-port', '0');
    expect(stdout).not.toContain('FAIL');
    expect(exitCode).toBe(0);
    expect(stdout.trimEnd().split('\n')).toHaveLength(8);
    expect(await readdir(dir)).toEqual(['package.json']);
  });

  it('exits with 1 and tells the fix when something is missing', async () => {
    await withTakenPort(async (port) => {
      const { exitCode, stdout } = await doctor('--aws-port', String(port));
      expect(exitCode).toBe(1);
      expect(stdout).toContain(`127.0.0.1:${port} is in use`);
      expect(stdout).toContain('fix: Choose another port');
    });
  });

  it('answers as JSON', async () => {
    const { stdout } = await doctor('--json');
    expect(JSON.parse(stdout)).toContainEqual({
      name: 'certificates',
      ok: true,
      text: 'none yet; the first run makes them',
    });
  });
});

describe('checks', () => {
  it.each([
    ['v20.19.0', true],
    ['v20.18.3', false],
    ['v18.20.4', false],
    ['v22.0.0', true],
  ])('Node.js %s is enough: %s', (version, ok) => {
    expect(check.checkNode(version).ok).toBe(ok);
  });

  it('find a state folder that cannot be made', async () => {
    await writeFile(join(dir, 'file'), '');
    expect(await check.checkState(join(dir, 'file', 'state'))).toMatchObject({ ok: false });
    expect(await check.checkState(join(dir, 'a', 'b'))).toMatchObject({ ok: true });
    expect(await readdir(dir)).toEqual(['file', 'package.json']);
  });

  it('measure the disk of a folder that is not there yet', async () => {
    expect((await check.checkDisk(join(dir, 'not', 'yet'))).text).toMatch(
      / free for the state folder$/,
    );
  });

  it('find a clock before the installation, and one far ahead', async () => {
    const file = join(dir, 'package.json');
    expect(await check.checkClock(NOW, file)).toMatchObject({ ok: true });
    expect(await check.checkClock(Date.UTC(2001, 0), file)).toMatchObject({ ok: false });
    expect(await check.checkClock(Date.UTC(2060, 0), file)).toMatchObject({ ok: false });
  });

  it('tell why the native library does not load', async () => {
    const broken = check.checkNative(() => Promise.reject(new Error('no such ABI\nstack')));
    expect(await broken).toMatchObject({
      ok: false,
      text: 'the AWS IoT Device SDK does not load: no such ABI',
    });
  });

  it('find an address that is not of this machine', async () => {
    expect(await check.checkPort('mqtt-port', '192.0.2.1', 0)).toMatchObject({ ok: false });
  });

  it('find a certificate without its file', async () => {
    await mkdir(join(certsDirOf(dir), 'wt-001'), { recursive: true });
    const result = await check.checkCertificates(dir, { now: NOW });
    expect(result.ok).toBe(false);
    expect(result.text).toMatch(/^1 of 1: /);
    expect(result.fix).not.toBe('');
  });

  it('tell a run that is up from a lock that a killed one left', async () => {
    const lock = join(dir, 'twin.lock');
    expect((await check.checkLock(dir)).text).toBe('no run holds the state folder');
    await writeFile(lock, JSON.stringify({ pid: process.pid, startedAt: 0 }));
    expect(await check.checkLock(dir)).toMatchObject({ ok: false });
    await writeFile(lock, JSON.stringify({ pid: 2 ** 22 + 1, startedAt: 0 }));
    expect(await check.checkLock(dir)).toMatchObject({ ok: true });
    await writeFile(lock, 'cut');
    expect(await check.checkLock(dir)).toMatchObject({ ok: true });
  });

  it('take the file of the package itself', async () => {
    const file = fileURLToPath(new URL('../../../package.json', import.meta.url));
    expect(await check.checkClock(NOW, file)).toMatchObject({ ok: true });
  });
});
