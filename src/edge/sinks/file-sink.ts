import { open, type FileHandle } from 'node:fs/promises';
import { createCondition } from '../../runtime/condition.ts';
import { deferred, type Deferred } from '../../runtime/deferred.ts';
import { messageOf, PmSimError } from '../../runtime/errors.ts';
import { LINES_HELD_MAX, messageLine, notWritten } from './message-line.ts';
import type { Sink } from './sink.ts';

/**
 * Appends each message as one line of JSON. A write that fails, as on a full disk, leaves no half of
 * a line behind, and its messages are offered again; half of a line that a crash left is ended.
 * @throws PmSimError `edge/unwritable`
 */
export async function openFileSink(path: string): Promise<Sink> {
  const file = await openForAppending(path);
  const written = createCondition();
  const waiting: Line[] = [];
  let held = 0;
  let writing = false;

  const work = async (): Promise<void> => {
    if (writing) return;
    writing = true;
    while (waiting.length > 0) {
      const lines = waiting.splice(0);
      await append(file, lines);
      held -= lines.length;
      written.check();
    }
    writing = false;
  };

  return {
    ready: Promise.resolve(),
    publish(topic, payload) {
      const done = deferred();
      waiting.push({ text: messageLine(topic, payload), done });
      held += 1;
      void work();
      return done.promise;
    },
    room: (signal) => written.until(() => held < LINES_HELD_MAX, signal),
    refusal: () => undefined,
    async [Symbol.asyncDispose]() {
      await written.until(() => held === 0);
      await file.close();
    },
  };
}

interface Line {
  readonly text: string;
  readonly done: Deferred<void>;
}

/** Settles every line; never throws. */
async function append(file: FileHandle, lines: readonly Line[]): Promise<void> {
  let before: number | undefined;
  try {
    before = (await file.stat()).size;
    await file.appendFile(lines.map(({ text }) => text).join(''));
    for (const { done } of lines) done.resolve();
  } catch (error) {
    if (before !== undefined) await file.truncate(before).catch(() => undefined);
    for (const { done } of lines) done.reject(notWritten(error));
  }
}

async function openForAppending(path: string): Promise<FileHandle> {
  try {
    const file = await open(path, 'a+', FILE_MODE);
    const { size } = await file.stat();
    if (size > 0) {
      const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1);
      if (buffer[0] !== NEWLINE) await file.appendFile('\n');
    }
    return file;
  } catch (cause) {
    throw new PmSimError('edge/unwritable', `${path} cannot be written: ${messageOf(cause)}.`, {
      hint: 'Name a file in a folder that exists and that the agent may write to.',
      cause,
    });
  }
}

const FILE_MODE = 0o600;
const NEWLINE = 0x0a;
