import { EXIT } from './exit-codes.ts';

/** The wish to stop: the first asks for a drain and a summary, the second does not wait. */
export interface Interrupt {
  readonly signal: AbortSignal;
  /** Same as Ctrl+C; for the terminal UI's quit key and a closed output pipe. */
  request(): void;
  [Symbol.dispose](): void;
}

export interface InterruptSource {
  on(event: string, listener: () => void): unknown;
  off(event: string, listener: () => void): unknown;
  exit(code: number): void;
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Presses closer together than this are one: npx and a shell both pass Ctrl+C on to the process. */
const SAME_PRESS_MS = 250;

export interface WatchOptions {
  /** Monotonic, ms. */
  readonly now: () => number;
  /** What a hang-up means to a service: read the configuration again. Without it, a wish to stop. */
  readonly onHangUp?: () => void;
}

/** Listens on the process until disposed. The second request exits at once with code 130. */
export function watchInterrupts(
  source: InterruptSource,
  { now, onHangUp }: WatchOptions,
): Interrupt {
  const controller = new AbortController();
  let firstAt = 0;
  const request = (): void => {
    if (!controller.signal.aborted) {
      firstAt = now();
      controller.abort();
    } else if (now() - firstAt > SAME_PRESS_MS) {
      source.exit(EXIT.interrupted);
    }
  };
  const listenerOf = (name: (typeof SIGNALS)[number]): (() => void) =>
    name === 'SIGHUP' ? (onHangUp ?? request) : request;
  for (const name of SIGNALS) source.on(name, listenerOf(name));
  return {
    signal: controller.signal,
    request,
    [Symbol.dispose]: () => {
      for (const name of SIGNALS) source.off(name, listenerOf(name));
    },
  };
}
