import { formatDuration } from '../../runtime/duration.ts';
import { formatCount } from '../format.ts';

/** Least time between two tellings of the same kind of text, ms of real time. */
const EVERY_MS = 60_000;
/** Kinds told apart; more are one. Engineering judgement: a screen full of different trouble. */
const KINDS_MAX = 200;
/** What differs between texts of a kind: numbers, those in names of devices too, and identifiers. */
const DIFFERENCES = /[0-9a-f]{8}[0-9a-f-]*|\d+/gu;

export interface RepeatsOptions {
  /** Real time, ms. */
  readonly now: () => number;
  /** @param count how many it stands for */
  readonly tell: (text: string, count: number) => void;
}

/**
 * Tells the first text of a kind at once, and at most every minute the latest with how many came: a
 * device that is refused message by message must not drown what else there is to see.
 */
export interface Repeats {
  take(text: string): void;
  /** Tells what has waited for a minute; to be called now and then. */
  tellDue(): void;
  /** Tells whatever has come and was not told. */
  tellAll(): void;
}

interface Kind {
  toldAt: number;
  /** Come since, and not told. */
  untold: number;
  latest: string;
}

export function createRepeats({ now, tell }: RepeatsOptions): Repeats {
  const kinds = new Map<string, Kind>();
  let untold = 0;
  const tellKind = (kind: Kind, at: number): void => {
    const { untold: count, latest, toldAt } = kind;
    untold -= count;
    Object.assign(kind, { untold: 0, toldAt: at });
    tell(count === 1 ? latest : `${latest} ${repeatText(count, at - toldAt)}`, count);
  };
  const tellUntold = (dueMs: number): void => {
    if (untold === 0) return;
    const at = now();
    for (const kind of kinds.values()) {
      if (kind.untold > 0 && at - kind.toldAt >= dueMs) tellKind(kind, at);
    }
  };
  return {
    take(text) {
      const shape = text.replaceAll(DIFFERENCES, '#');
      const name = kinds.has(shape) || kinds.size < KINDS_MAX ? shape : '';
      const kind = kinds.get(name) ?? { toldAt: now() - EVERY_MS, untold: 0, latest: text };
      kinds.set(name, kind);
      kind.untold += 1;
      kind.latest = text;
      untold += 1;
      tellUntold(EVERY_MS);
    },
    tellDue: () => tellUntold(EVERY_MS),
    tellAll: () => tellUntold(0),
  };
}

function repeatText(count: number, sinceMs: number): string {
  return `(the last of ${formatCount(count)} like it in ${formatDuration(sinceMs)})`;
}
