import { constants } from 'node:fs';
import { access, mkdir, readdir, readFile, rm, stat, statfs, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { loadDeviceFiles } from '../../cloud/aws/device-files.ts';
import { PmSimError, errnoOf, messageOf } from '../../runtime/errors.ts';
import { certsDirOf } from '../compose/open-fleet.ts';
import { formatBytes } from '../format.ts';

/** Outcome of one check; `fix` says what to do about one that failed. */
export interface CheckResult {
  readonly name: string;
  readonly ok: boolean;
  readonly text: string;
  readonly fix?: string;
}

export const passed = (name: string, text: string): CheckResult => ({ name, ok: true, text });
export const failed = (name: string, text: string, fix: string): CheckResult => ({
  name,
  ok: false,
  text,
  fix,
});

/** Oldest Node.js that runs all of this (`engines` of package.json). */
const NODE_MIN = [20, 19] as const;

export function checkNode(version: string): CheckResult {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  const enough = major > NODE_MIN[0] || (major === NODE_MIN[0] && minor >= NODE_MIN[1]);
  if (enough) return passed('node', `Node.js ${version}`);
  const fix = `Install Node.js ${NODE_MIN.join('.')} or newer, e.g. \`nvm install 22\`.`;
  return failed('node', `Node.js ${version} is too old`, fix);
}

/** Tries to write where the runs keep their state; leaves nothing behind that was not there. */
export async function checkState(stateDir: string): Promise<CheckResult> {
  const probe = join(stateDir, `doctor-${process.pid}.tmp`);
  try {
    const made = await mkdir(stateDir, { recursive: true });
    await writeFile(probe, '');
    await rm(probe);
    if (made !== undefined) await rm(made, { recursive: true });
    return passed('state', `${stateDir} can be written`);
  } catch (error) {
    const fix = 'Give a folder that you may write to with --state DIR, or mend its permissions.';
    return failed('state', `${stateDir} cannot be written: ${messageOf(error)}`, fix);
  }
}

/** An hour of 1,000 messages a second takes about this much. */
const DISK_BYTES_MIN = 2e9;

export async function checkDisk(stateDir: string): Promise<CheckResult> {
  const { bavail, bsize } = await statfs(await nearestFolder(stateDir));
  const free = bavail * bsize;
  const text = `${formatBytes(free)} free for the state folder`;
  if (free >= DISK_BYTES_MIN) return passed('disk', text);
  return failed(
    'disk',
    text,
    `Free ${formatBytes(DISK_BYTES_MIN)}, or use another disk with --state DIR.`,
  );
}

/** A clock behind the package's own files makes fresh certificates look as if not yet valid. */
export async function checkClock(now: number, packageFile: string): Promise<CheckResult> {
  const { mtimeMs } = await stat(packageFile);
  const text = `the clock says ${new Date(now).toISOString().slice(0, 19)}Z`;
  const fix = 'Set the clock, e.g. `sudo timedatectl set-ntp true`: certificates depend on it.';
  if (now < mtimeMs - DAY_MS)
    return failed('clock', `${text}, before this package was installed`, fix);
  return now > CLOCK_MAX
    ? failed('clock', `${text}, which is far off`, fix)
    : passed('clock', text);
}

const DAY_MS = 86_400_000;
/** Certificates of the local authority would outlast X.509's two-digit years. */
const CLOCK_MAX = Date.UTC(2049, 0, 1);

/** The native library under the AWS IoT Device SDK; only `replay` needs it. */
export async function checkNative(load: () => Promise<unknown>): Promise<CheckResult> {
  try {
    await load();
    return passed('aws-crt', 'the AWS IoT Device SDK loads');
  } catch (error) {
    const [reason] = messageOf(error).split('\n');
    const fix = 'Run `npm rebuild aws-crt`; on Alpine Linux use an image with glibc.';
    return failed('aws-crt', `the AWS IoT Device SDK does not load: ${reason}`, fix);
  }
}

export async function checkPort(name: string, host: string, port: number): Promise<CheckResult> {
  const place = `${host}:${port}`;
  try {
    await listenOnce(host, port);
    return passed(name, `${place} is free`);
  } catch (error) {
    const reason =
      errnoOf(error) === 'EADDRINUSE' ? 'is in use' : `cannot be used: ${messageOf(error)}`;
    const fix =
      errnoOf(error) === 'EACCES'
        ? 'Ports below 1024 need rights: choose one above.'
        : 'Choose another port, or leave it out to get a free one.';
    return failed(name, `${place} ${reason}`, fix);
  }
}

export async function checkCertificates(
  stateDir: string,
  how: { readonly now: number; readonly passphrase?: string },
): Promise<CheckResult> {
  const certsDir = certsDirOf(stateDir);
  const names = await foldersIn(certsDir);
  if (names.length === 0) return passed('certificates', 'none yet; the first run makes them');
  const problems: PmSimError[] = [];
  for (const name of names) {
    try {
      loadDeviceFiles({ certsDir, name, ...how });
    } catch (error) {
      if (!(error instanceof PmSimError)) throw error;
      problems.push(error);
    }
  }
  const [first] = problems;
  if (first === undefined) return passed('certificates', `${names.length} valid, keys private`);
  const text = `${problems.length} of ${names.length}: ${first.message}`;
  return failed(
    'certificates',
    text,
    first.hint ?? `Remove ${certsDir}; the next run makes new ones.`,
  );
}

/** Name of the file by which a run holds its state folder. */
const LOCK = 'twin.lock';

export async function checkLock(stateDir: string): Promise<CheckResult> {
  const path = join(stateDir, LOCK);
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return passed('lock', 'no run holds the state folder');
  const pid = pidOf(text);
  if (pid !== undefined && isRunning(pid)) {
    const fix = `Stop process ${pid}, or give the next run its own folder with --state DIR.`;
    return failed('lock', `process ${pid} holds the state folder`, fix);
  }
  return passed('lock', 'left by a run that was killed; the next one takes it over');
}

function pidOf(text: string): number | undefined {
  try {
    const { pid } = JSON.parse(text) as { readonly pid?: unknown };
    return typeof pid === 'number' ? pid : undefined;
  } catch {
    return undefined;
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errnoOf(error) === 'EPERM';
  }
}

function listenOnce(host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve()));
  });
}

async function nearestFolder(path: string): Promise<string> {
  const found = await access(path, constants.F_OK).then(
    () => true,
    () => false,
  );
  return found || dirname(path) === path ? path : nearestFolder(dirname(path));
}

async function foldersIn(path: string): Promise<string[]> {
  const entries = await readdir(path, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}
