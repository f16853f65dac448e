import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { acquireFileLock } from '../../src/runtime/lock-file.ts';

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pm-sim-lock-'));
  path = join(folder, 'state', 'twin.lock');
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

/** Number of a process that has ended. */
function deadPid(): number {
  return spawnSync(process.execPath, ['-e', '']).pid;
}

async function leave(holder: unknown): Promise<void> {
  const lock = await acquireFileLock(path);
  await lock.release();
  await writeFile(path, JSON.stringify(holder));
}

describe('acquireFileLock', () => {
  it('lets in one holder, names it to the next, and lets in the next after a release', async () => {
    const lock = await acquireFileLock(path);
    await expect(acquireFileLock(path)).rejects.toMatchObject({
      code: 'lock/held',
      message: `${path} is held by process ${process.pid}.`,
    });
    await lock.release();
    await lock.release();
    const next = await acquireFileLock(path);
    await next.release();
  });

  it('takes over what a killed process left', async () => {
    await leave({ pid: deadPid(), startedAt: 1 });
    await acquireFileLock(path);
    expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ pid: process.pid });
  });

  it('takes over from an earlier process that had the same number', async () => {
    await leave({ pid: process.pid, startedAt: 1 });
    await acquireFileLock(path);
    expect(JSON.parse(await readFile(path, 'utf8'))).not.toMatchObject({ startedAt: 1 });
  });

  it('takes over a file that was cut short', async () => {
    await leave({});
    await writeFile(path, '{"pid":');
    await acquireFileLock(path);
    expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ pid: process.pid });
  });

  it('respects another process that runs', async () => {
    await leave({ pid: process.ppid, startedAt: 1 });
    await expect(acquireFileLock(path)).rejects.toMatchObject({ code: 'lock/held' });
  });

  it('leaves the lock of somebody else alone', async () => {
    const lock = await acquireFileLock(path);
    await writeFile(path, JSON.stringify({ pid: process.ppid, startedAt: 1 }));
    await lock.release();
    expect(await readFile(path, 'utf8')).toContain(`${process.ppid}`);
  });

  it('says which file it cannot write', async () => {
    await writeFile(join(folder, 'state'), 'a file where a folder is needed');
    await expect(acquireFileLock(path)).rejects.toMatchObject({
      code: 'lock/unwritable',
      message: expect.stringContaining(path),
    });
  });
});
