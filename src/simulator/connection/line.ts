import type { Clock } from '../../runtime/clock.ts';
import type { RunEvent } from '../../telemetry/run-event.ts';
import type { Cargo } from './cargo.ts';
import type { Closure, Grant, Link, LinkEvents } from './link.ts';

/** How long a closing socket may wait for the broker's side before it is destroyed, ms. */
const CLOSE_MS_MAX = 1_000;

export interface LineOptions<L extends Link = Link> {
  readonly device: string;
  readonly open: (events: LinkEvents) => L;
  readonly outbox: Cargo<L>;
  readonly clock: Clock;
  readonly onEvent: (event: Extract<RunEvent, { readonly type: 'connection' }>) => void;
}

export interface EndedLink {
  readonly closure: Closure;
  /** Time from CONNACK to the end, ms. */
  readonly heldMs: number;
  readonly delivered: number;
  /** Messages on the wire when it ended. */
  readonly inflight: number;
  /** Why we ended it ourselves. */
  readonly intended: string | undefined;
}

export interface Line {
  /** Opens a link and resolves when it has ended. */
  connect(): Promise<EndedLink>;
  isUp(): boolean;
  /** Ends the link in good order. */
  hangUp(reason?: string): void;
  /** Breaks the link off. */
  drop(reason: string): void;
}

/** One link at a time, with the outbox attached while the broker accepts. */
export function openLine<L extends Link>(options: LineOptions<L>, onConnected: () => void): Line {
  const { clock, device, outbox } = options;
  let link: L | undefined;
  let upSince: number | undefined;
  let hangingUp: NodeJS.Timeout | undefined;
  let intended: string | undefined;

  function up(grant: Grant): void {
    upSince = clock.now();
    options.onEvent({ type: 'connection', device, state: 'connected' });
    if (link !== undefined) outbox.attach(link, grant);
    onConnected();
  }

  function down(closure: Closure): EndedLink {
    const heldMs = upSince === undefined ? 0 : clock.now() - upSince;
    const counts = { delivered: outbox.deliveredOnLink(), inflight: outbox.inflight() };
    const ended: EndedLink = { closure, heldMs, intended, ...counts };
    clearTimeout(hangingUp);
    outbox.detach();
    link = undefined;
    upSince = undefined;
    hangingUp = undefined;
    intended = undefined;
    return ended;
  }

  return {
    connect: () =>
      new Promise((resolve) => {
        link = options.open({
          onConnected: up,
          onClosed: (closure) => resolve(down(closure)),
        });
      }),
    isUp: () => upSince !== undefined,
    hangUp(reason) {
      const current = link;
      if (current === undefined || hangingUp !== undefined) return;
      intended = reason;
      hangingUp = setTimeout(() => current.destroy(), CLOSE_MS_MAX);
      current.end();
    },
    drop(reason) {
      if (link === undefined) return;
      intended = reason;
      link.destroy();
    },
  };
}
