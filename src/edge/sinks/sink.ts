import type { Downlink } from '../transport/downlink.ts';

/**
 * Where an agent's messages go. The forwarder publishes and waits for room; connections that break
 * are the sink's own business. `publish` resolves once the far end has the message and rejects with a
 * PmSimError: `connection/publish-refused` when it will never take this one,
 * `connection/not-authorized` when it takes none such of this agent, any other code when the message
 * should be offered again. After disposal nothing may be called.
 */
export interface Sink extends AsyncDisposable {
  /** Connected, refused, or tried once and still trying. */
  readonly ready: Promise<void>;
  publish(topic: string, payload: string): Promise<void>;
  /** Resolves when one more message can be taken, or when aborted. */
  room(signal: AbortSignal): Promise<void>;
  /** Hears what comes down until told otherwise; only where the far end has something to say. */
  listen?(downlink: Downlink): () => void;
  /** Why the far end will not have this agent; undefined while it may. */
  refusal(): string | undefined;
}
