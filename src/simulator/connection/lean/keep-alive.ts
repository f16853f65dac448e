import type { LookRounds, Seat } from './look-rounds.ts';

interface KeepAliveActions {
  ping(): void;
  onSilence(): void;
}

/**
 * Sees to it that a connection is never silent for too long, and notices when the other side is.
 *
 * Looks twice in an interval. Whoever has said nothing since the last look, or heard nothing, pings:
 * so at least one packet goes out in every interval (MQTT 3.1.1 §3.1.2.10), and a link that takes
 * messages into the void is noticed although it is busy. Two looks without an answer end it; one
 * might only be an event loop that was held up.
 */
export class KeepAlive {
  readonly #actions: KeepAliveActions;
  readonly #rounds: LookRounds;
  #seat: Seat | undefined;
  #hasSent = true;
  #hasReceived = true;
  #unanswered = 0;

  constructor(actions: KeepAliveActions, rounds: LookRounds) {
    this.#actions = actions;
    this.#rounds = rounds;
  }

  /** Counts from now; again with another interval where the broker asks for one. 0 is never. */
  start(intervalSeconds: number): void {
    this.stop();
    if (intervalSeconds > 0) this.#seat = this.#rounds.join(this, intervalSeconds * 500);
  }

  sent(): void {
    this.#hasSent = true;
  }

  received(): void {
    this.#hasReceived = true;
  }

  stop(): void {
    this.#seat?.leave(this);
    this.#seat = undefined;
  }

  look(): void {
    if (this.#hasReceived) this.#unanswered = 0;
    if (this.#unanswered >= 2) return this.#actions.onSilence();
    if (this.#unanswered > 0) this.#unanswered += 1;
    else if (!this.#hasSent || !this.#hasReceived) {
      this.#unanswered = 1;
      this.#actions.ping();
    }
    this.#hasSent = false;
    this.#hasReceived = false;
  }
}
