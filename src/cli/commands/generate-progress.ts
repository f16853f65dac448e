import { formatDuration } from '../../runtime/duration.ts';
import type { CliIo } from '../io.ts';

/** Work shorter than this says nothing. */
const QUIET_MS = 2_000;
/** Between two tellings: a terminal overwrites its line, a log gets another. */
const TERMINAL_EVERY_MS = 500;
const LOG_EVERY_MS = 10_000;

interface ProgressOptions {
  readonly io: Pick<CliIo, 'stderr' | 'now'>;
  /** Simulated instants. */
  readonly span: { readonly start: number; readonly end: number };
  readonly quiet: boolean;
}

interface Progress {
  readonly tell: (reached: { readonly rows: number; readonly ts: number }) => void;
  /** Leaves a clean line for whatever comes next. */
  readonly end: () => void;
}

/** Says on stderr how far a long piece of work is, how fast it goes and how long it will take. */
export function createProgress({ io, span, quiet }: ProgressOptions): Progress {
  const { stderr, now } = io;
  const terminal = stderr.isTTY === true;
  const everyMs = terminal ? TERMINAL_EVERY_MS : LOG_EVERY_MS;
  const begin = now();
  let next = begin + QUIET_MS;
  let told = false;
  return {
    tell({ rows, ts }) {
      const at = now();
      if (quiet || at < next) return;
      next = at + everyMs;
      told = true;
      const share = (ts - span.start) / (span.end - span.start);
      const spentMs = at - begin;
      const leftMs = Math.ceil((spentMs * (1 - share)) / share / 1_000) * 1_000;
      const rate = Math.round((rows / spentMs) * 1_000);
      const text = `${Math.floor(share * 100)} %, ${rows} readings, ${rate} a second, ${formatDuration(leftMs)} left`;
      stderr.write(terminal ? `\r\u001b[K${text}` : `${text}\n`);
    },
    end() {
      if (told && terminal) stderr.write('\r\u001b[K');
    },
  };
}
