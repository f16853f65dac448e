import { createWakeup } from './lambda/wakeup.ts';

/** What passes from the broker through the rules into streams. */
export interface Traffic {
  /** Messages taken from devices. */
  received(): number;
  /** Messages that streams accepted, by stream. */
  routed(): Readonly<Record<string, number>>;
  /** Counts the message and waits for the work on it. */
  through(work: () => Promise<unknown>): Promise<void>;
  onRouted(stream: string): void;
  /** Whether rules are at work on no message. */
  isIdle(): boolean;
  whenIdle(): Promise<void>;
}

export function createTraffic(): Traffic {
  const counts = { received: 0, inFlight: 0 };
  const routed = new Map<string, number>();
  const quiet = createWakeup();
  const isIdle = (): boolean => counts.inFlight === 0;
  return {
    received: () => counts.received,
    routed: () => Object.fromEntries(routed),
    async through(work) {
      counts.received += 1;
      counts.inFlight += 1;
      try {
        await work();
      } finally {
        counts.inFlight -= 1;
        if (isIdle()) quiet.ring();
      }
    },
    onRouted(stream) {
      routed.set(stream, (routed.get(stream) ?? 0) + 1);
    },
    isIdle,
    async whenIdle() {
      while (!isIdle()) await quiet.wait();
    },
  };
}
