import { connect } from 'node:net';
import { deferred } from '../../src/runtime/deferred.ts';
import type {
  Closure,
  Link,
  LinkOptions,
  OpenLink,
  OutgoingMessage,
} from '../../src/simulator/connection/link.ts';

export const TOPIC = 'dt/pm-sim/ridge/wt-001/telemetry';
export const WILL = { topic: 'dt/pm-sim/ridge/wt-001/status', payload: '{"state":"lost ⚡"}' };

export interface OpenedLink {
  readonly link: Link;
  readonly connected: Promise<void>;
  readonly closed: Promise<Closure>;
  /** Publishes; resolves to the refusal, or to undefined when the message was taken. */
  readonly say: (payload: string, change?: Partial<OutgoingMessage>) => Promise<string | undefined>;
}

/** A link over plain TCP, where a test can see and cut every byte. */
export function openedLink(
  openLink: OpenLink,
  port: number,
  change: Partial<LinkOptions> & { readonly leavesNoWill?: true } = {},
): OpenedLink {
  const connected = deferred();
  const closed = deferred<Closure>();
  const { leavesNoWill, ...others } = change;
  const options: LinkOptions = {
    clientId: 'wt-001',
    dial: () => connect({ host: '127.0.0.1', port, noDelay: true }),
    protocolVersion: 4,
    keepAliveSeconds: 60,
    connectTimeoutMs: 20_000,
    ...(leavesNoWill === true ? {} : { will: WILL }),
    ...others,
  };
  const link = openLink(options, {
    onConnected: () => connected.resolve(),
    onClosed: closed.resolve,
  });
  return {
    link,
    connected: connected.promise,
    closed: closed.promise,
    say: (payload, message) =>
      new Promise((resolve) => {
        link.publish({ topic: TOPIC, payload, qos: 1, dup: false, ...message }, resolve);
      }),
  };
}
