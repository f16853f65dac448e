/** Requests that a run answers in a second, and how many may come at once. */
export const REQUESTS_PER_SECOND = 50;

/**
 * A bucket of permissions (as AWS throttles its control planes): full at the start, refilled evenly.
 * @param now monotonic, ms
 */
export function createRequestRate(now: () => number): { allows(): boolean } {
  let left = REQUESTS_PER_SECOND;
  let at = now();
  return {
    allows() {
      const passed = now() - at;
      at += passed;
      left = Math.min(REQUESTS_PER_SECOND, left + (passed * REQUESTS_PER_SECOND) / 1_000);
      if (left < 1) return false;
      left -= 1;
      return true;
    },
  };
}
