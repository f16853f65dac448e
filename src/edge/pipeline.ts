import type { Random } from '../runtime/random.ts';
import type { EdgeNote } from '../telemetry/message.ts';
import type { Reading } from '../telemetry/reading.ts';
import type { EdgeConfig, FilterConfig } from './edge-config.ts';
import type { Before, EdgeAlarm, Filter, FilterDecision } from './filter.ts';
import { createFilter } from './filters/create-filter.ts';

/** The filters of one device. Give it every reading of that device, in order, and nobody else's. */
export interface EdgePipeline {
  process(reading: Reading): EdgeVerdict;
  /** The source has ended: what the filters still held back or had half made. */
  flush(): readonly KeptReading[];
  /** Names in the order in which a reading meets them; `droppedBy` is always one of these. */
  readonly filterNames: readonly string[];
  /** For a pipeline that follows this one: a filter by its name, and how it was configured. */
  part(name: string): PipelinePart | undefined;
}

interface PipelinePart {
  readonly filter: Filter;
  readonly config: FilterConfig;
}

export type EdgeVerdict =
  | {
      readonly kept: true;
      /** The filter that marked the reading urgent, else the last of the chain, which let it pass. */
      readonly keptBy: string;
      /** Travels with the message; present when a filter marked the reading urgent. */
      readonly note?: EdgeNote;
      readonly alarms: readonly EdgeAlarm[];
      /** What goes out before it. */
      readonly earlier?: readonly KeptReading[];
    }
  | {
      readonly kept: false;
      readonly droppedBy: string;
      readonly alarms: readonly EdgeAlarm[];
      readonly earlier?: readonly KeptReading[];
    };

/** A reading that goes out after the reading that it belongs to was judged. */
export interface KeptReading {
  readonly reading: Reading;
  readonly note?: EdgeNote;
  /** The filter that let it go. */
  readonly from: string;
  /** Made by that filter; otherwise it was counted as dropped before. */
  readonly made: boolean;
}

/** Told of every decision, for people who want to see what a filter does. */
type Trace = (filter: string, reading: Reading, decision: FilterDecision) => void;

export interface PipelineOptions {
  readonly random: Random;
  readonly trace?: Trace;
  /** Goes on where this one was: filters that did not change keep their state. */
  readonly previous?: EdgePipeline;
}

/** Builds the filters as configured. Equal config and random give equal verdicts. */
export function createEdgePipeline(config: EdgeConfig, options: PipelineOptions): EdgePipeline {
  const filterNames = filterNamesOf(config);
  const parts = new Map(
    config.filters.map((entry, i) => {
      const name = filterNames[i] as string;
      return [name, { filter: filterOf(name, entry, options), config: entry }] as const;
    }),
  );
  const filters = [...parts]
    .filter(([name]) => config.disabled?.includes(name) !== true)
    .map(([, { filter }]) => filter);
  const chain = { filters, trace: options.trace };
  return {
    filterNames,
    process: (reading) => judge(chain, 0, { reading }),
    flush: () => flush(chain),
    part: (name) => parts.get(name),
  };
}

function filterOf(name: string, config: FilterConfig, options: PipelineOptions): Filter {
  const before = options.previous?.part(name);
  if (before !== undefined && JSON.stringify(before.config) === JSON.stringify(config)) {
    return before.filter;
  }
  const previous = before === undefined ? {} : { previous: before.filter };
  return createFilter(name, config, { random: options.random.fork(name), ...previous });
}

interface Chain {
  readonly filters: readonly Filter[];
  readonly trace: Trace | undefined;
}

interface Judged {
  readonly reading: Reading;
  readonly note?: EdgeNote;
}

const NO_ALARMS: readonly EdgeAlarm[] = [];

/** Takes one reading through the filters from the `start`-th on. */
function judge(chain: Chain, start: number, judged: Judged): EdgeVerdict {
  const { filters, trace } = chain;
  const { reading } = judged;
  let { note } = judged;
  let alarms = NO_ALARMS;
  let earlier: KeptReading[] | undefined;
  let last = 'none';
  for (let i = start; i < filters.length; i += 1) {
    const filter = filters[i] as Filter;
    const decision = filter.process(reading, note !== undefined);
    trace?.(filter.name, reading, decision);
    if (decision.alarms !== undefined) alarms = [...alarms, ...decision.alarms];
    if (decision.before !== undefined) {
      earlier = [...(earlier ?? []), ...release(chain, i, { decision, before: decision.before })];
    }
    if (decision.action === 'drop' && note === undefined) {
      return { kept: false, droppedBy: filter.name, alarms, ...optional(earlier) };
    }
    if (decision.action === 'urgent') note = noted(note, filter.name, decision.score);
    last = filter.name;
  }
  if (note === undefined) return { kept: true, keptBy: last, alarms, ...optional(earlier) };
  return { kept: true, keptBy: note.keptBy, note, alarms, ...optional(earlier) };
}

interface Release {
  readonly decision?: FilterDecision;
  readonly before: Before;
}

/** Takes what the `i`-th filter let go through those after it; urgent if the decision is. */
function release(chain: Chain, i: number, { decision, before }: Release): KeptReading[] {
  const { name } = chain.filters[i] as Filter;
  const note = decision?.action === 'urgent' ? { note: { keptBy: name } } : {};
  return before.readings.flatMap((reading) => {
    const verdict = judge(chain, i + 1, { reading, ...note });
    const own = verdict.kept
      ? [{ reading, from: name, made: before.made, ...noteOf(verdict.note) }]
      : [];
    return [...(verdict.earlier ?? []), ...own];
  });
}

function flush(chain: Chain): readonly KeptReading[] {
  return chain.filters.flatMap((filter, i) => {
    const before = filter.flush?.();
    return before === undefined ? [] : release(chain, i, { before });
  });
}

function noteOf(note: EdgeNote | undefined): { readonly note?: EdgeNote } {
  return note === undefined ? {} : { note };
}

function optional(earlier: KeptReading[] | undefined): { readonly earlier?: KeptReading[] } {
  return earlier === undefined ? {} : { earlier };
}

/** The first filter that called a reading urgent names it; a later forest still adds its score. */
function noted(note: EdgeNote | undefined, keptBy: string, score: number | undefined): EdgeNote {
  const first = note ?? { keptBy };
  return score === undefined || first.score !== undefined ? first : { ...first, score };
}

/** `threshold`, `rcf`, …; a second filter of a kind is `threshold-2`. */
export function filterNamesOf(config: Pick<EdgeConfig, 'filters'>): readonly string[] {
  const seen = new Map<string, number>();
  return config.filters.map((entry) => {
    const kind = Object.entries(entry).find(([, value]) => value !== undefined)?.[0] ?? 'none';
    const count = (seen.get(kind) ?? 0) + 1;
    seen.set(kind, count);
    return count === 1 ? kind : `${kind}-${count}`;
  });
}
