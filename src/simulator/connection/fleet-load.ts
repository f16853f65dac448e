import { createCondition, type Condition } from '../../runtime/condition.ts';
import type { Outbox } from './outbox.ts';

/** How much the outboxes of a fleet hold together, and waiting until it is less. */
export interface FleetLoad {
  added(outbox: Outbox): void;
  settled(outbox: Outbox, messages: number): void;
  /** Messages in all outboxes. */
  held(): number;
  /** Outboxes that can take no more. */
  full(): number;
  /** Looked at again whenever messages settle. */
  readonly until: Condition['until'];
}

export function createFleetLoad(): FleetLoad {
  const full = new Set<Outbox>();
  const condition = createCondition();
  let held = 0;
  return {
    added(outbox) {
      held += 1;
      if (!outbox.hasRoom()) full.add(outbox);
    },
    settled(outbox, messages) {
      held -= messages;
      if (outbox.hasRoom()) full.delete(outbox);
      condition.check();
    },
    held: () => held,
    full: () => full.size,
    until: (met, signal) => condition.until(met, signal),
  };
}
