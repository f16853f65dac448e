import { createCondition } from '../../runtime/condition.ts';
import { messageOf, PmSimError } from '../../runtime/errors.ts';
import { markResent } from '../../telemetry/message.ts';
import type { Buffer, TakenEntry } from '../buffer/buffer.ts';
import type { Sink } from '../sinks/sink.ts';
import type { Pacer } from './pacer.ts';

export interface ForwarderOptions {
  readonly buffer: Buffer;
  readonly sink: Sink;
  readonly pacer: Pacer;
  /** Wall time, ms since the epoch. */
  readonly now: () => number;
  /** Told of a message that the far end will never take, before the buffer forgets it. */
  readonly onRefused: (entry: TakenEntry, reason: string) => void;
}

/** Moves what the buffer holds to the sink, one loop an agent. */
export interface Forwarder {
  /**
   * Runs until aborted, or until the sink is refused for good.
   * @throws PmSimError `connection/refused`; what was not delivered stays in the buffer
   */
  run(signal: AbortSignal): Promise<void>;
  /** Resolves when nothing is on its way. */
  settled(): Promise<void>;
  /** Resolves when the buffer holds nothing any more, or when aborted. */
  emptied(signal: AbortSignal): Promise<void>;
}

/** Entries taken at a time: few, so that an alert waits for no more than these. */
const BATCH_MAX = 32;

/** A message that waited this long is marked as resent, ms. */
const LATE_AFTER_MS = 10_000;

export function createForwarder(options: ForwarderOptions): Forwarder {
  const { buffer, sink, pacer } = options;
  const settlement = createSettlement(options);

  const send = async (entry: TakenEntry, signal: AbortSignal): Promise<void> => {
    const late = entry.late || options.now() - entry.acceptedAt >= LATE_AFTER_MS;
    if (late) await pacer.turn(signal);
    await sink.room(signal);
    signal.throwIfAborted();
    const payload = late ? markResent(entry.payload) : entry.payload;
    settlement.follow(entry, sink.publish(entry.topic, payload));
  };

  return {
    async run(signal) {
      while (!signal.aborted) {
        await buffer.available(signal);
        const refusal = sink.refusal();
        if (refusal !== undefined) throw refusedError(refusal, buffer.held());
        const batch = signal.aborted ? [] : buffer.take(BATCH_MAX);
        for (const [i, entry] of batch.entries()) {
          const sent = await send(entry, signal).then(
            () => true,
            () => false,
          );
          if (sent) continue;
          // Somebody wants to stop while a late message waits for its turn.
          buffer.settle(batch.slice(i), false);
          return;
        }
      }
    },
    settled: () => settlement.settled(),
    emptied: (signal) => settlement.emptied(signal),
  };
}

/** Tells the buffer what became of each message, many at a time: acknowledgements come in bursts. */
function createSettlement({ buffer, pacer, onRefused }: ForwarderOptions) {
  const changed = createCondition();
  let open = 0;
  let accepted: TakenEntry[] = [];
  let returned: TakenEntry[] = [];
  let scheduled = false;

  const flush = (): void => {
    scheduled = false;
    const [gone, back] = [accepted, returned];
    accepted = [];
    returned = [];
    if (gone.length > 0) buffer.settle(gone, true);
    if (back.length > 0) {
      pacer.backOff();
      buffer.settle(back, false);
    }
    open -= gone.length + back.length;
    changed.check();
  };

  const settle = (list: TakenEntry[], entry: TakenEntry): void => {
    list.push(entry);
    if (scheduled) return;
    scheduled = true;
    setImmediate(flush);
  };

  return {
    follow(entry: TakenEntry, delivery: Promise<void>): void {
      open += 1;
      delivery.then(
        () => settle(accepted, entry),
        (error: unknown) => {
          const final = error instanceof PmSimError && error.code === NEVER;
          if (final) onRefused(entry, messageOf(error));
          settle(final ? accepted : returned, entry);
        },
      );
    },
    settled: () => changed.until(() => open === 0),
    emptied: (signal: AbortSignal) => changed.until(() => buffer.held() === 0, signal),
  };
}

const NEVER = 'connection/publish-refused';

/** What ends an agent that the far end will not have. */
export function refusedError(reason: string, held: number): PmSimError {
  return new PmSimError('connection/refused', reason, {
    kind: 'connection',
    hint: `${held} message${held === 1 ? '' : 's'} stay in the buffer and go out with an identity that is accepted.`,
  });
}
