import { PmSimError } from '../../runtime/errors.ts';
import { judgeClosure } from '../../simulator/connection/judge-closure.ts';
import type {
  Closure,
  Grant,
  Link,
  LinkEvents,
  LinkOptions,
  OpenLink,
} from '../../simulator/connection/link.ts';
import { countLag, LAG_BUCKETS } from '../compose/broker/lag-histogram.ts';

/** A connection that the broker has accepted. */
export interface OpenedLink {
  readonly link: Link;
  readonly grant: Grant;
  /** Resolves when it has ended, to why. */
  readonly closed: Promise<string>;
  isOpen(): boolean;
}

/** @throws PmSimError `connection/failed` with the reason when it does not come about */
export function openOne(
  openLink: OpenLink,
  options: LinkOptions,
  events: Pick<LinkEvents, 'onMessage'> = {},
): Promise<OpenedLink> {
  return new Promise((resolve, reject) => {
    let open = false;
    let end: (reason: string) => void;
    const closed = new Promise<string>((done) => (end = done));
    const link = openLink(options, {
      ...events,
      onConnected(grant) {
        open = true;
        // `link` is there in the next turn only, if a client should connect at once.
        queueMicrotask(() => resolve({ link, grant, closed, isOpen: () => open }));
      },
      onClosed(closure) {
        open = false;
        const { reason } = judgeClosure(closure);
        end(reason);
        reject(notConnected(closure, reason));
      },
    });
  });
}

function notConnected({ reached }: Closure, reason: string): PmSimError {
  return new PmSimError('connection/failed', `The broker takes no connection: ${reason}`, {
    kind: 'connection',
    hint:
      reached === 'nothing'
        ? 'Check the address, and that the broker runs.'
        : '`pm-sim doctor --broker URL` says what it does not like.',
  });
}

export interface Opened {
  readonly links: readonly OpenedLink[];
  /** Why connections did not come about, and how many for each reason. */
  readonly failures: ReadonlyMap<string, number>;
  /** From the first dial to the last CONNACK, ms. */
  readonly wallMs: number;
  /** From a dial to its CONNACK, a histogram. */
  readonly times: Uint32Array;
}

export interface OpenAllOptions {
  readonly openLink: OpenLink;
  readonly connections: number;
  readonly optionsOf: (index: number) => LinkOptions;
  /** Absent: as fast as they come. */
  readonly ratePerSecond?: number;
  readonly now: () => number;
  readonly sleepMs: (ms: number) => Promise<void>;
  readonly signal: AbortSignal;
}

/** Handshakes under way at a time: enough for both sides to be busy, too few for timeouts. */
const AT_ONCE = 64;

/** Opens all connections, each tried once. */
export async function openAll(options: OpenAllOptions): Promise<Opened> {
  const { connections, openLink, optionsOf, ratePerSecond, now, sleepMs, signal } = options;
  const links: OpenedLink[] = [];
  const failures = new Map<string, number>();
  const times = new Uint32Array(LAG_BUCKETS);
  const began = now();
  let next = 0;
  async function worker(): Promise<void> {
    while (next < connections && !signal.aborted) {
      const index = next;
      next += 1;
      const dueMs = ratePerSecond === undefined ? 0 : (index * 1_000) / ratePerSecond;
      await sleepMs(Math.max(0, began + dueMs - now()));
      const dialled = now();
      try {
        links.push(await openOne(openLink, optionsOf(index)));
        countLag(times, now() - dialled);
      } catch (error) {
        if (!(error instanceof PmSimError)) throw error;
        failures.set(error.message, (failures.get(error.message) ?? 0) + 1);
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, connections) }, worker));
  return { links, failures, times, wallMs: now() - began };
}
