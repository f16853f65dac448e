/** Sees to it that a connection is never silent for too long, and notices when the other side is. */
export interface KeepAlive {
  /** Counts from now; again with another interval where the broker asks for one. 0 is never. */
  start(intervalSeconds: number): void;
  sent(): void;
  received(): void;
  stop(): void;
}

interface KeepAliveActions {
  readonly ping: () => void;
  readonly onSilence: () => void;
}

/**
 * Looks twice in an interval. Whoever has said nothing since the last look, or heard nothing, pings:
 * so at least one packet goes out in every interval (MQTT 3.1.1 §3.1.2.10), and a link that takes
 * messages into the void is noticed although it is busy. Two looks without an answer end it; one
 * might only be an event loop that was held up.
 */
export function createKeepAlive({ ping, onSilence }: KeepAliveActions): KeepAlive {
  let timer: NodeJS.Timeout | undefined;
  let hasSent = true;
  let hasReceived = true;
  let unanswered = 0;

  function look(): void {
    if (hasReceived) unanswered = 0;
    if (unanswered >= 2) return onSilence();
    if (unanswered > 0) unanswered += 1;
    else if (!hasSent || !hasReceived) {
      unanswered = 1;
      ping();
    }
    hasSent = false;
    hasReceived = false;
  }

  return {
    start(intervalSeconds) {
      clearInterval(timer);
      if (intervalSeconds > 0) timer = setInterval(look, intervalSeconds * 500);
    },
    sent() {
      hasSent = true;
    },
    received() {
      hasReceived = true;
    },
    stop: () => clearInterval(timer),
  };
}
