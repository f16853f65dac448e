import { sleep, type Clock } from '../../runtime/clock.ts';
import { createCondition } from '../../runtime/condition.ts';
import { messageOf, PmSimError } from '../../runtime/errors.ts';
import type { Random } from '../../runtime/random.ts';
import { backoffMs, type BackoffOptions } from '../../runtime/retry.ts';
import type { Downlink } from '../transport/downlink.ts';
import type { Sink } from './sink.ts';

type SinkState = 'connected' | 'disconnected' | 'reconnecting' | 'refused';
export type OnState = (state: SinkState, reason?: string) => void;

export interface LastingSinkOptions {
  /** Opens a connection with the identity as it is on disk now; called again after a late refusal. */
  readonly open: (onState: OnState) => Promise<Sink>;
  /** `refused` is told of a refusal that ends the agent, and of no other. */
  readonly onState: OnState;
  /** Wall time. */
  readonly clock: Clock;
  readonly random: Random;
  /** Waits after a late refusal, full jitter; default up to half a minute, doubling to 5 minutes. */
  readonly backoff?: BackoffOptions;
}

/**
 * A refused identity is mended by people, so it is tried less often than a network that is down; not
 * too seldom, because a load balancer without its broker looks the same. Engineering judgement.
 */
const BACKOFF: BackoffOptions = { baseMs: 30_000, maxMs: 300_000 };

/**
 * A sink that outlives refusals. One at the first contact is final: somebody is setting the agent up
 * and has to see it. One of an agent that the far end has known, such as an expired or a revoked
 * certificate, is not: what is taken stays in the store, and the identity is read and tried again
 * until it is accepted.
 */
export async function openLastingSink(options: LastingSinkOptions): Promise<Sink> {
  const sink = new LastingSink(options);
  await sink.start();
  return sink;
}

class LastingSink implements Sink {
  readonly #options: LastingSinkOptions;
  readonly #changed = createCondition();
  readonly #closing = new AbortController();
  #ready = Promise.resolve();
  /** None while an identity that was refused waits for its next turn. */
  #current: Sink | undefined;
  #connected = false;
  #offered = false;
  #accepted = false;
  #attempt = 0;
  #refusal: string | undefined;
  /** Who hears what comes down, with how to end that on the connection in use. */
  readonly #downlinks = new Map<Downlink, (() => void) | undefined>();
  #reopening: Promise<void> | undefined;

  constructor(options: LastingSinkOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    this.#current = await this.#options.open(this.#onState);
    this.#ready = this.#current.ready;
  }

  get ready(): Promise<void> {
    return this.#ready;
  }

  async publish(topic: string, payload: string): Promise<void> {
    if (this.#current === undefined) throw notDelivered('There is no connection.');
    this.#offered = true;
    try {
      await this.#current.publish(topic, payload);
      this.#accepted = true;
      this.#attempt = 0;
    } catch (error) {
      throw isUnauthorized(error) ? this.#unauthorized(error) : error;
    }
  }

  async room(signal: AbortSignal): Promise<void> {
    const known = (): boolean => this.#current !== undefined || this.#refusal !== undefined;
    await this.#changed.until(known, signal);
    await this.#current?.room(signal);
  }

  listen(downlink: Downlink): () => void {
    this.#downlinks.set(downlink, this.#current?.listen?.(downlink));
    return () => {
      this.#downlinks.get(downlink)?.();
      this.#downlinks.delete(downlink);
    };
  }

  refusal(): string | undefined {
    return this.#refusal;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    await this.#reopening;
    await this.#current?.[Symbol.asyncDispose]();
  }

  readonly #onState: OnState = (state, reason) => {
    if (this.#closing.signal.aborted) return;
    if (state === 'connected') this.#connected = true;
    if (state !== 'refused') this.#options.onState(state, reason);
    else this.#turnedAway(reason ?? 'The far end refused this agent.');
  };

  #turnedAway(reason: string): void {
    if (this.#isKnown()) this.#reopening ??= this.#reopen(reason);
    else this.#refuse(reason);
  }

  /** The far end has had this agent, and did not turn it away at its first message. */
  #isKnown(): boolean {
    return this.#connected && (this.#accepted || !this.#offered);
  }

  #refuse(reason: string): void {
    if (this.#refusal !== undefined) return;
    this.#refusal = reason;
    this.#options.onState('refused', reason);
    this.#changed.check();
  }

  /** With nothing taken of it, the agent is refused as a whole: its store is not emptied into a closed door. */
  #unauthorized(cause: PmSimError): PmSimError {
    if (this.#accepted) {
      const code = 'connection/publish-refused';
      return new PmSimError(code, cause.message, { kind: 'connection', cause });
    }
    this.#refuse(`The broker takes nothing of this agent: ${cause.message}`);
    return notDelivered(cause.message);
  }

  async #reopen(reason: string): Promise<void> {
    const { clock, random, backoff = BACKOFF, open, onState } = this.#options;
    const { signal } = this.#closing;
    const refused = this.#current;
    this.#current = undefined;
    await refused?.[Symbol.asyncDispose]();
    for (let why = reason; this.#current === undefined && !signal.aborted;) {
      const waitMs = backoffMs(this.#attempt, backoff, random);
      this.#attempt += 1;
      const seconds = Math.ceil(waitMs / 1_000);
      onState('reconnecting', `${why} What is taken is kept; next attempt in ${seconds} s.`);
      await sleep(clock, waitMs, signal).catch(() => undefined);
      if (signal.aborted) break;
      this.#current = await open(this.#onState).catch((error: unknown) => {
        why = messageOf(error);
        return undefined;
      });
    }
    this.#reopening = undefined;
    for (const downlink of this.#downlinks.keys()) this.listen(downlink);
    this.#changed.check();
  }
}

function isUnauthorized(error: unknown): error is PmSimError {
  return error instanceof PmSimError && error.code === 'connection/not-authorized';
}

function notDelivered(reason: string): PmSimError {
  return new PmSimError('connection/closed', reason, { kind: 'connection' });
}
