import { judgeClosure } from './judge-closure.ts';
import type { Closure } from './link.ts';

/** How a link ended, and how it did before. */
export interface EndedLink {
  readonly closure: Closure;
  /** Time from CONNACK to the end, ms. */
  readonly heldMs: number;
  readonly delivered: number;
  /** Messages on the wire when it ended. */
  readonly inflight: number;
}

/** Closures without a word that are taken for a refusal when they come in a row. */
const UNCLEAR_IN_A_ROW_MAX = 5;
/**
 * Accepted connections in a row that the broker closed with messages on the wire and none of them
 * acknowledged: how MQTT 3.1.1 brokers, AWS IoT Core among them, answer a publish they do not allow.
 */
const FRUITLESS_IN_A_ROW_MAX = 10;
/** A connection that held this long starts the backoff afresh, ms. */
const STABLE_MS = 10_000;

/** The ends of a device's links so far, as far as they decide what is done next. */
export class ConnectionRecord {
  #failures = 0;
  #unclear = 0;
  #fruitless = 0;

  /** How often to have doubled the pause before the next attempt. */
  backoffSteps(): number {
    return Math.max(0, this.#failures - 1);
  }

  /** We ended the link ourselves. */
  addIntended(): void {
    this.#failures = 0;
  }

  /** What the end of a link means for its device. */
  add(ended: EndedLink): { readonly isRefused: boolean; readonly reason: string } {
    const { outcome, reason } = judgeClosure(ended.closure);
    const wasGood = ended.heldMs >= STABLE_MS || ended.delivered > 0;
    this.#failures = wasGood ? 1 : this.#failures + 1;
    this.#unclear = outcome === 'unclear' ? this.#unclear + 1 : 0;
    if (ended.closure.reached === 'accepted') {
      const isFruitless = ended.inflight > 0 && ended.delivered === 0;
      this.#fruitless = isFruitless ? this.#fruitless + 1 : 0;
    }
    if (outcome === 'refused' || this.#unclear >= UNCLEAR_IN_A_ROW_MAX) {
      return { isRefused: true, reason };
    }
    return this.#fruitless >= FRUITLESS_IN_A_ROW_MAX
      ? { isRefused: true, reason: fruitlessReason(this.#fruitless) }
      : { isRefused: false, reason };
  }
}

function fruitlessReason(times: number): string {
  return `The broker closed the connection ${times} times after a publish, acknowledging nothing: the device may not be allowed to publish under this topic.`;
}
