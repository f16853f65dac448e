import { compileTopicFilter } from '../../rules/topic-filter.ts';
import type { Session } from './session.ts';

/**
 * Hands a message to one client, at the quality of service that it subscribed with. aedes asks
 * `authorizeForward` here as for every delivery.
 */
export function replyTo(
  session: Session | undefined,
  topic: string,
  payload: Uint8Array,
): Promise<void> {
  const filter = [...(session?.subscriptions ?? [])].find((each) =>
    compileTopicFilter(each).matches(topic),
  );
  if (session === undefined || filter === undefined) return Promise.resolve();
  const { client } = session;
  // aedes declares the list of subscriptions as unknown; its version is pinned.
  const { subscriptions } = client as { readonly subscriptions?: Subscriptions };
  const qos = subscriptions?.[filter]?.qos === 1 ? 1 : 0;
  const packet = { cmd: 'publish' as const, dup: false, retain: false, topic, qos } as const;
  return new Promise((resolve, reject) => {
    client.publish({ ...packet, payload: Buffer.from(payload) }, (error) =>
      error ? reject(error) : resolve(),
    );
  });
}

type Subscriptions = Readonly<Record<string, { readonly qos?: number } | undefined>>;
