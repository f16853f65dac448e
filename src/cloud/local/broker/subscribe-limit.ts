import type { EventEmitter } from 'node:events';
import type { Aedes, Client } from 'aedes';
import { REASON_CODE, evict, type BrokerContext, type Eviction } from './context.ts';
import { AWS_IOT_LIMITS } from './limits.ts';

/**
 * Ends a connection that asks for too many topic filters in one SUBSCRIBE. aedes hands them over one
 * by one, so the packets are looked at where it gets them from, before it does.
 */
export function watchSubscribes(context: BrokerContext, client: Client): void {
  // aedes declares no access to packets; its version is pinned.
  const { _parser: parser } = client as Client & { readonly _parser: EventEmitter };
  parser.prependListener('packet', (packet: { readonly subscriptions?: readonly unknown[] }) => {
    const { subscriptionsPerRequestMax } = AWS_IOT_LIMITS;
    const count = packet.subscriptions?.length ?? 0;
    const session = context.sessions.get(client);
    if (count <= subscriptionsPerRequestMax || session === undefined) return;
    const detail = `one SUBSCRIBE has ${count} topic filters, at most ${subscriptionsPerRequestMax} are allowed`;
    evict(context, session, tooMany(detail));
  });
}

/**
 * Keeps count of subscriptions, and ends a connection that wants more than it may have once the
 * failure is in its SUBACK (General Reference, "Subscriptions per connection").
 */
export function watchSubscriptions(aedes: Aedes, context: BrokerContext): void {
  aedes.on('subscribe', (_, client) => {
    const session = client === null ? undefined : context.sessions.get(client);
    if (session?.exceeded === true) evict(context, session, tooMany(EXCEEDED));
  });
  aedes.on('unsubscribe', (filters, client) => {
    const session = client === null ? undefined : context.sessions.get(client);
    for (const filter of filters) session?.subscriptions.delete(filter);
  });
}

const EXCEEDED = `a connection may have ${AWS_IOT_LIMITS.subscriptionsPerConnectionMax} subscriptions`;

function tooMany(detail: string): Eviction {
  return {
    event: { stage: 'subscribe', reason: 'limit', detail },
    reason: 'CLIENT_ERROR',
    reasonCode: REASON_CODE.quotaExceeded,
  };
}
