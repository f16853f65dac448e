import type { Outbox } from './outbox.ts';

/** How much the outboxes of a fleet hold together, and waiting until it is less. */
export interface FleetLoad {
  added(outbox: Outbox): void;
  settled(outbox: Outbox, messages: number): void;
  /** Messages in all outboxes. */
  held(): number;
  /** Outboxes that can take no more. */
  full(): number;
  /** Resolves when `met` holds, looked at again whenever messages settle; or when aborted. */
  until(met: () => boolean, signal?: AbortSignal): Promise<void>;
}

export function createFleetLoad(): FleetLoad {
  const full = new Set<Outbox>();
  const waiting = new Set<{ readonly met: () => boolean; readonly resolve: () => void }>();
  let held = 0;

  function wake(): void {
    for (const waiter of waiting) {
      if (!waiter.met()) continue;
      waiting.delete(waiter);
      waiter.resolve();
    }
  }

  return {
    added(outbox) {
      held += 1;
      if (!outbox.hasRoom()) full.add(outbox);
    },
    settled(outbox, messages) {
      held -= messages;
      if (outbox.hasRoom()) full.delete(outbox);
      if (waiting.size > 0) wake();
    },
    held: () => held,
    full: () => full.size,
    until(met, signal) {
      if (met()) return Promise.resolve();
      return new Promise((resolve) => {
        const waiter = { met, resolve };
        waiting.add(waiter);
        signal?.addEventListener('abort', () => waiting.delete(waiter) && resolve(), {
          once: true,
        });
      });
    },
  };
}
