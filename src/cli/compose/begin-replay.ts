import { PmSimError } from '../../runtime/errors.ts';
import type { Replay } from '../../simulator/replay/open-replay.ts';
import type { Reading } from '../../telemetry/reading.ts';
import { replayReportText } from './replay-report.ts';

/** A replay of which the first reading has been looked at. */
export interface BegunReplay extends AsyncDisposable {
  /** Time of the first reading, ms since the epoch. */
  readonly start: number;
  /** All readings, the first one included. */
  readonly readings: AsyncIterable<Reading>;
}

/**
 * Reads as far as the first reading: what is no recording is refused before anything is started.
 * @throws PmSimError `replay/no-readings`, and what iterating the replay throws
 */
export async function beginReplay(replay: Replay): Promise<BegunReplay> {
  const iterator = replay[Symbol.asyncIterator]();
  const first = await iterator.next();
  if (first.done === true) throw noReadings(replay);
  return {
    start: first.value.ts,
    readings: rejoined(first.value, iterator),
    async [Symbol.asyncDispose]() {
      await iterator.return?.();
    },
  };
}

async function* rejoined(first: Reading, rest: AsyncIterator<Reading>): AsyncGenerator<Reading> {
  yield first;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
}

function noReadings(replay: Replay): PmSimError {
  const found = replayReportText(replay.report()).trimEnd();
  return new PmSimError('replay/no-readings', `There is nothing to send in ${found}`, {
    hint: 'Name the columns with --map ts=COLUMN,METRIC=COLUMN, and what is possible with --range.',
  });
}
