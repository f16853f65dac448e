import { formatDuration } from '../../runtime/duration.ts';
import { formatCount } from '../format.ts';
import type { CliIo } from '../io.ts';

/** Work shorter than this says nothing. */
const QUIET_MS = 2_000;
/** Between two tellings: a terminal overwrites its line, a log gets another. */
const TERMINAL_EVERY_MS = 500;
const LOG_EVERY_MS = 10_000;

export interface DeviceProgress {
  readonly tell: (done: number, total: number) => void;
  /** Leaves a clean line for whatever comes next. */
  readonly end: () => void;
}

/** Says on stderr how many devices are done, how fast it goes and how long it will take. */
export function createDeviceProgress({
  stderr,
  now,
}: Pick<CliIo, 'stderr' | 'now'>): DeviceProgress {
  const terminal = stderr.isTTY === true;
  const begin = now();
  let next = begin + QUIET_MS;
  let told = false;
  return {
    tell(done, total) {
      const at = now();
      if (at < next) return;
      next = at + (terminal ? TERMINAL_EVERY_MS : LOG_EVERY_MS);
      const perMs = done / (at - begin);
      const left = formatDuration(Math.ceil((total - done) / perMs / 1_000) * 1_000);
      const rate = perMs < 0.01 ? (perMs * 1_000).toFixed(1) : formatCount(perMs * 1_000);
      const hint = told ? '' : '; Ctrl+C stops, and the same command goes on later';
      const text = `${formatCount(done)} of ${formatCount(total)} devices, ${rate} a second, ${left} left${hint}`;
      stderr.write(terminal ? `\r\u001b[K${text}` : `${text}\n`);
      told = true;
    },
    end() {
      if (told && terminal) stderr.write('\r\u001b[K');
    },
  };
}
