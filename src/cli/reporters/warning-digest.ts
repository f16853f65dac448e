import { formatDuration } from '../../runtime/duration.ts';
import type { RunEvent } from '../../telemetry/run-event.ts';
import { formatCount } from '../format.ts';
import type { Reporter } from './reporter.ts';

/** Least time between two tellings of the same kind of warning, ms of real time. */
const EVERY_MS = 60_000;
/** Kinds told apart; more are one. Engineering judgement: a screen full of different trouble. */
const KINDS_MAX = 200;
/** What differs between warnings of a kind: numbers, those in names of devices too, and identifiers. */
const DIFFERENCES = /[0-9a-f]{8}[0-9a-f-]*|\d+/gu;

interface Kind {
  toldAt: number;
  /** Come since, and not told. */
  untold: number;
  latest: string;
}

/**
 * Tells the first of a kind of warning at once, and at most every minute the latest with how many came:
 * a device that is refused message by message must not drown what else there is to see. Nothing is
 * left untold at the end.
 * @param now real time, ms
 */
export function digestWarnings(reporter: Reporter, now: () => number): Reporter {
  const kinds = new Map<string, Kind>();
  let untold = 0;
  const tell = (kind: Kind, at: number): void => {
    const { untold: count, latest, toldAt } = kind;
    untold -= count;
    Object.assign(kind, { untold: 0, toldAt: at });
    reporter.onEvent(warningOf(latest, count, at - toldAt));
  };
  const tellUntold = (dueMs: number): void => {
    if (untold === 0) return;
    const at = now();
    for (const kind of kinds.values()) {
      if (kind.untold > 0 && at - kind.toldAt >= dueMs) tell(kind, at);
    }
  };
  const take = (text: string): void => {
    const shape = text.replaceAll(DIFFERENCES, '#');
    const name = kinds.has(shape) || kinds.size < KINDS_MAX ? shape : '';
    const known = kinds.get(name);
    const kind = known ?? { toldAt: now() - EVERY_MS, untold: 0, latest: text };
    kinds.set(name, kind);
    kind.untold += 1;
    kind.latest = text;
    untold += 1;
  };
  return {
    ...reporter,
    onEvent(event) {
      if (event.type === 'warning') take(event.text);
      tellUntold(event.type === 'summary' ? 0 : EVERY_MS);
      if (event.type !== 'warning') reporter.onEvent(event);
    },
    async close() {
      tellUntold(0);
      await reporter.close();
    },
  };
}

type Warning = Extract<RunEvent, { readonly type: 'warning' }>;

function warningOf(latest: string, count: number, sinceMs: number): Warning {
  if (count === 1) return { type: 'warning', text: latest };
  const text = `${latest} (the last of ${formatCount(count)} like it in ${formatDuration(sinceMs)})`;
  return { type: 'warning', text, repeated: count };
}
