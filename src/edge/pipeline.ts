import type { Random } from '../runtime/random.ts';
import type { EdgeNote } from '../telemetry/message.ts';
import type { Reading } from '../telemetry/reading.ts';
import type { EdgeConfig } from './edge-config.ts';
import type { EdgeAlarm, Filter } from './filter.ts';
import { createFilter } from './filters/create-filter.ts';

/** The filters of one device. Give it every reading of that device, in order, and nobody else's. */
export interface EdgePipeline {
  process(reading: Reading): EdgeVerdict;
  /** Names in the order in which a reading meets them; `droppedBy` is always one of these. */
  readonly filterNames: readonly string[];
}

export type EdgeVerdict =
  | {
      readonly kept: true;
      /** The filter that marked the reading urgent, else the last of the chain, which let it pass. */
      readonly keptBy: string;
      /** Travels with the message; present when a filter marked the reading urgent. */
      readonly note?: EdgeNote;
      readonly alarms: readonly EdgeAlarm[];
    }
  | {
      readonly kept: false;
      readonly droppedBy: string;
      readonly alarms: readonly EdgeAlarm[];
    };

/** Builds the filters as configured. Equal config and random give equal verdicts. */
export function createEdgePipeline(
  config: EdgeConfig,
  options: { readonly random: Random },
): EdgePipeline {
  const filterNames = namesOf(config);
  const filters = config.filters.map((entry, i) => {
    const name = filterNames[i] as string;
    return createFilter(name, entry, options.random.fork(name));
  });
  return { filterNames, process: (reading) => judge(filters, reading) };
}

const NO_ALARMS: readonly EdgeAlarm[] = [];

function judge(filters: readonly Filter[], reading: Reading): EdgeVerdict {
  let note: EdgeNote | undefined;
  let alarms = NO_ALARMS;
  let last = 'none';
  for (const filter of filters) {
    const decision = filter.process(reading, note !== undefined);
    if (decision.alarms !== undefined) alarms = [...alarms, ...decision.alarms];
    if (decision.action === 'drop' && note === undefined) {
      return { kept: false, droppedBy: filter.name, alarms };
    }
    if (decision.action === 'urgent') note = noted(note, filter.name, decision.score);
    last = filter.name;
  }
  if (note === undefined) return { kept: true, keptBy: last, alarms };
  return { kept: true, keptBy: note.keptBy, note, alarms };
}

/** The first filter that called a reading urgent names it; a later forest still adds its score. */
function noted(note: EdgeNote | undefined, keptBy: string, score: number | undefined): EdgeNote {
  const first = note ?? { keptBy };
  return score === undefined || first.score !== undefined ? first : { ...first, score };
}

/** `threshold`, `rcf`, …; a second filter of a kind is `threshold-2`. */
function namesOf(config: EdgeConfig): readonly string[] {
  const seen = new Map<string, number>();
  return config.filters.map((entry) => {
    const kind = Object.entries(entry).find(([, value]) => value !== undefined)?.[0] ?? 'none';
    const count = (seen.get(kind) ?? 0) + 1;
    seen.set(kind, count);
    return count === 1 ? kind : `${kind}-${count}`;
  });
}
