import { watchInterrupts } from './interrupt.ts';
import type { CliIo } from './io.ts';

/** The process that this is, as the commands see it. */
export function processIo(): CliIo {
  return {
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    cwd: process.cwd(),
    now: () => Date.now(),
    newSeed: () => String(Math.floor(Math.random() * 2 ** 32)),
    watchInterrupts: (onHangUp) =>
      watchInterrupts(process, {
        now: () => performance.now(),
        ...(onHangUp === undefined ? {} : { onHangUp }),
      }),
  };
}
