import { createCondition } from '../../src/runtime/condition.ts';
import { deferred } from '../../src/runtime/deferred.ts';
import type {
  Closure,
  Grant,
  IncomingMessage,
  Link,
  LinkOptions,
  OpenLink,
  OutgoingMessage,
} from '../../src/simulator/connection/link.ts';
import { createTcpDialer } from '../../src/simulator/connection/tcp-dialer.ts';

export const TOPIC = 'dt/pm-sim/ridge/wt-001/telemetry';
export const WILL = { topic: 'dt/pm-sim/ridge/wt-001/status', payload: '{"state":"lost ⚡"}' };

interface HeardMessage extends Omit<IncomingMessage, 'payload'> {
  readonly payload: string;
}

export interface OpenedLink {
  readonly link: Link;
  readonly connected: Promise<Grant>;
  readonly closed: Promise<Closure>;
  /** What came under its filters. */
  readonly heard: readonly HeardMessage[];
  /** Resolves once so many messages have come. */
  readonly hears: (count: number) => Promise<void>;
  /** Subscribes; resolves to the refusal, or to undefined. */
  readonly listen: (...filters: readonly string[]) => Promise<string | undefined>;
  /** Publishes; resolves to the refusal, or to undefined when the message was taken. */
  readonly say: (payload: string, change?: Partial<OutgoingMessage>) => Promise<string | undefined>;
}

/** A link over plain TCP, where a test can see and cut every byte. */
export function openedLink(
  openLink: OpenLink,
  port: number,
  change: Partial<LinkOptions> = {},
): OpenedLink {
  const connected = deferred<Grant>();
  const closed = deferred<Closure>();
  const options: LinkOptions = {
    clientId: 'wt-001',
    dial: createTcpDialer({ host: '127.0.0.1', port }),
    address: { host: '127.0.0.1', port },
    protocolVersion: 4,
    keepAliveSeconds: 60,
    connectTimeoutMs: 20_000,
    will: WILL,
    ...change,
  };
  const heard: HeardMessage[] = [];
  const came = createCondition();
  const link = openLink(options, {
    onConnected: connected.resolve,
    onClosed: closed.resolve,
    onMessage({ payload, ...message }) {
      heard.push({ ...message, payload: Buffer.from(payload).toString() });
      came.check();
    },
  });
  return {
    link,
    connected: connected.promise,
    closed: closed.promise,
    heard,
    hears: (count) => came.until(() => heard.length >= count),
    listen: (...filters) => new Promise((resolve) => link.subscribe(filters, 1, resolve)),
    say: (payload, message) =>
      new Promise((resolve) => {
        link.publish({ topic: TOPIC, payload, qos: 1, dup: false, ...message }, resolve);
      }),
  };
}
