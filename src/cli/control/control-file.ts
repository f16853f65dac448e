import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { writeFileAtomic } from '../../runtime/atomic-file.ts';
import { errnoOf } from '../../runtime/errors.ts';

/** Where a run can be reached, and what it wants to hear. */
export interface ControlAddress {
  /** Path of the socket, or of the named pipe on Windows. */
  readonly path: string;
  /** Known to those only who may read the file: the run's own credential. */
  readonly token: string;
}

const schema = z.strictObject({
  path: z.string().min(1),
  token: z.string().min(1),
  pid: z.int(),
});

/** For the owner alone. */
const MODE = 0o600;

/** The file of a state folder that tells how to reach the run on it. */
export function controlFilePath(stateDir: string): string {
  return join(stateDir, 'control.json');
}

export async function writeControlFile(stateDir: string, address: ControlAddress): Promise<void> {
  const text = `${JSON.stringify({ ...address, pid: process.pid })}\n`;
  await writeFileAtomic(controlFilePath(stateDir), text, { mode: MODE });
}

/** Nothing where no run has left one, or one that nobody understands. */
export async function readControlFile(stateDir: string): Promise<ControlAddress | undefined> {
  try {
    const { path, token } = schema.parse(
      JSON.parse(await readFile(controlFilePath(stateDir), 'utf8')),
    );
    return { path, token };
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof z.ZodError) return undefined;
    if (['ENOENT', 'ENOTDIR'].includes(errnoOf(error) ?? '')) return undefined;
    throw error;
  }
}

export async function removeControlFile(stateDir: string): Promise<void> {
  await rm(controlFilePath(stateDir), { force: true });
}
