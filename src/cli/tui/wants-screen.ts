import type { CliIo } from '../io.ts';

/** A terminal at both ends. A CI runner's terminal is a log that nobody types into. */
export function wantsScreen({ stdin, stdout, env }: CliIo): boolean {
  if (env['CI'] !== undefined || env['TERM'] === 'dumb') return false;
  return stdin.isTTY && stdout.isTTY === true;
}
