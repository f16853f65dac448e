import { formatDuration } from '../../runtime/duration.ts';
import type { Backlog } from '../../telemetry/run-event.ts';
import { formatCount, formatMs } from '../format.ts';

/** From here on somebody would see it, ms. */
const LAG_WARNS_MS = 1_000;

/** What waits for the twin's functions, and how much may, in a line of progress. */
export function backlogText({ records, recordsMax, lagMs }: Backlog): string {
  const text = `backlog ${formatCount(records)} of ${formatCount(recordsMax)}`;
  return lagMs < LAG_WARNS_MS ? text : `${text}, ${formatDuration(lagMs)} old`;
}

/** Whether functions were ever so far behind that it is worth a word when all is over. */
export function wasNoticeable({ recordsPeak, recordsMax, held, lagMsPeak }: Backlog): boolean {
  return held > 0 || 2 * recordsPeak >= recordsMax || lagMsPeak >= LAG_WARNS_MS;
}

/** How bad it was at its worst: the longest wait of a record, and of devices for room. */
export function backlogPeakText({ recordsMax, lagMsPeak, held, heldMsMax }: Backlog): string {
  const records = `of ${formatCount(recordsMax)} records, the longest wait ${formatMs(lagMsPeak)}`;
  if (held === 0) return records;
  return `${records}; ${formatCount(held)} messages waited for room, ${formatMs(heldMsMax)} at most`;
}
