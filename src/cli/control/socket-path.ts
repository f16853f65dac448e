import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export interface SocketPath {
  readonly path: string;
  /** Removes what the path needed. */
  readonly release: () => Promise<void>;
}

/** Longest path of a Unix domain socket, bytes: 104 with its final zero on macOS, 108 on Linux. */
const PATH_BYTES_MAX = 103;

export interface SocketPlace {
  readonly stateDir: string;
  readonly platform: NodeJS.Platform;
  /** Makes a pipe's name one that nobody else has. */
  readonly unique: string;
}

/**
 * In the state folder; a folder whose name is too long for a socket gets a private one among the
 * temporary files, and Windows a named pipe.
 */
export async function socketPath({ stateDir, platform, unique }: SocketPlace): Promise<SocketPath> {
  if (platform === 'win32') {
    return { path: `\\\\.\\pipe\\pm-sim-${unique}`, release: () => Promise.resolve() };
  }
  const usual = join(stateDir, 'control.sock');
  if (Buffer.byteLength(usual) <= PATH_BYTES_MAX) {
    // Left behind by a run that was killed: the lock on the folder says that it is nobody's.
    await rm(usual, { force: true });
    return { path: usual, release: () => rm(usual, { force: true }) };
  }
  const path = join(await mkdtemp(join(tmpdir(), 'pm-sim-')), 'control.sock');
  return { path, release: () => rm(dirname(path), { recursive: true, force: true }) };
}
