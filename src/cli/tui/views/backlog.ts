import type { Backlog } from '../../../telemetry/run-event.ts';
import { formatShort } from '../../format.ts';
import type { Line } from '../span.ts';

/** From half of its bound on, a backlog is worth a look: soon devices have to wait. */
export function isNearlyFull({ records, recordsMax }: Backlog): boolean {
  return 2 * records >= recordsMax;
}

/** The backlog and its bound in a few columns, before something else. */
export function backlogSpans(backlog: Backlog | undefined): Line {
  if (backlog === undefined) return [];
  const text = `backlog ${formatShort(backlog.records)} of ${formatShort(backlog.recordsMax)}`;
  return [[text, isNearlyFull(backlog) ? 'warn' : 'dim'], ['  ']];
}
