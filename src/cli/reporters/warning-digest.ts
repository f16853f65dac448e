import { createRepeats } from './repeats.ts';
import type { Reporter } from './reporter.ts';

/**
 * Passes everything on, but warnings of a kind only once and then at most every minute with their
 * number. Nothing is left untold at the end.
 * @param now real time, ms
 */
export function digestWarnings(reporter: Reporter, now: () => number): Reporter {
  const warnings = createRepeats({
    now,
    tell: (text, count) =>
      reporter.onEvent({ type: 'warning', text, ...(count === 1 ? {} : { repeated: count }) }),
  });
  return {
    ...reporter,
    onEvent(event) {
      if (event.type === 'warning') {
        warnings.take(event.text);
        return;
      }
      if (event.type === 'summary') warnings.tellAll();
      else warnings.tellDue();
      reporter.onEvent(event);
    },
    async close() {
      warnings.tellAll();
      await reporter.close();
    },
  };
}
