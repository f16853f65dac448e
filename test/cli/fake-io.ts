import { PassThrough } from 'node:stream';
import type { CliIo, Environment, OutputStream } from '../../src/cli/io.ts';

export interface FakeStream extends OutputStream {
  text(): string;
}

export interface FakeIo extends CliIo {
  readonly stdout: FakeStream;
  readonly stderr: FakeStream;
  /** What Ctrl+C does to a command. */
  interrupt(): void;
}

export function fakeStream(
  size: Partial<Pick<OutputStream, 'isTTY' | 'columns'>> = {},
): FakeStream {
  const chunks: string[] = [];
  return {
    ...size,
    write: (text, done) => {
      chunks.push(text);
      done?.();
      return true;
    },
    text: () => chunks.join(''),
  };
}

/** A process that is not one: text is kept, time stands, nobody types. */
export function fakeIo(given: { readonly env?: Environment; readonly cwd?: string } = {}): FakeIo {
  const controller = new AbortController();
  return {
    stdin: new PassThrough() as unknown as NodeJS.ReadStream,
    stdout: fakeStream({ columns: 100 }),
    stderr: fakeStream({ columns: 100 }),
    env: given.env ?? {},
    cwd: given.cwd ?? '/nowhere',
    now: () => Date.UTC(2026, 0, 1, 12, 0, 0),
    newSeed: () => 'seed-1',
    interrupt: () => controller.abort(),
    watchInterrupts: () => ({
      signal: controller.signal,
      request: () => controller.abort(),
      [Symbol.dispose]: () => undefined,
    }),
  };
}
