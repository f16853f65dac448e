import { sleep, type Clock } from '../../../runtime/clock.ts';
import { messageOf } from '../../../runtime/errors.ts';
import { post, type Post } from './http-post.ts';

/** Outcome of a delivery for whoever watches. */
export type HttpOutcome =
  | { readonly delivered: true; readonly status: number }
  | { readonly delivered: false; readonly detail: string };

export interface HttpDelivery {
  /** Queues a POST; false when too many wait already. */
  enqueue(letter: Omit<Post, 'signal'>, settled: (outcome: HttpOutcome) => void): boolean;
  /** Resolves when nothing waits. */
  idle(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** SNS's default delivery policy for HTTP: three retries, 20 s apart (developer guide, sns-message-delivery-retries). */
const RETRIES = 3;
const RETRY_PAUSE_MS = 20_000;
const WAITING_MAX = 1_000;

/**
 * Delivers to web hooks. The queue is in memory: a crash loses what waits, as the publisher was
 * told that the topic has it and not that everybody got it.
 */
export function createHttpDelivery(clock: Clock): HttpDelivery {
  const running = new Set<Promise<void>>();
  const stop = new AbortController();
  const idle = async (): Promise<void> => {
    while (running.size > 0) await Promise.all(running);
  };
  return {
    enqueue(letter, settled) {
      if (stop.signal.aborted || running.size >= WAITING_MAX) return false;
      const work = deliver({ ...letter, signal: stop.signal }, clock).then(settled);
      running.add(work);
      void work.finally(() => running.delete(work));
      return true;
    },
    idle,
    async [Symbol.asyncDispose]() {
      stop.abort();
      await idle();
    },
  };
}

async function deliver(letter: Post, clock: Clock): Promise<HttpOutcome> {
  for (let attempt = 0; ; attempt += 1) {
    const outcome = await attemptOnce(letter);
    if (outcome.delivered || outcome.final || attempt >= RETRIES) return outcome;
    try {
      await sleep(clock, RETRY_PAUSE_MS, letter.signal);
    } catch {
      return { delivered: false, detail: `${outcome.detail}; no time was left to try again` };
    }
  }
}

type Attempt =
  | { readonly delivered: true; readonly status: number }
  | { readonly delivered: false; readonly detail: string; readonly final: boolean };

/** A 4xx answer but 429 is final: the endpoint said that it does not want this. */
async function attemptOnce(letter: Post): Promise<Attempt> {
  try {
    const status = await post(letter);
    if (status >= 200 && status < 300) return { delivered: true, status };
    const final = status >= 400 && status < 500 && status !== 429;
    return { delivered: false, detail: `${letter.url} answered ${status}`, final };
  } catch (error) {
    return { delivered: false, detail: `${letter.url}: ${messageOf(error)}`, final: false };
  }
}
