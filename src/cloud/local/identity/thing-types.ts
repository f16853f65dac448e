import { join } from 'node:path';
import { openDurableMap } from '../durable-map.ts';
import { invalidRequest } from './faults.ts';
import { NAME, type TableOptions } from './table.ts';
import { thingTypeRecord, type ThingTypeRecord } from './records.ts';

export interface ThingTypeTable {
  /** Repetition is answered with the existing type, as AWS does. */
  create(name: string): ThingTypeRecord;
  find(name: string): ThingTypeRecord | undefined;
  list(): ThingTypeRecord[];
  close(): void;
}

export function openThingTypeTable(options: TableOptions): ThingTypeTable {
  const { folder, log, now, newId } = options;
  const types = openDurableMap({
    path: join(folder, 'thing-types.ndjson'),
    schema: thingTypeRecord,
    log,
  });
  return {
    create(name) {
      const existing = types.get(name);
      if (existing !== undefined) return existing;
      if (!NAME.test(name))
        throw invalidRequest(`Thing type name ${name} must match ${NAME.source}.`);
      const type = { name, id: newId(), createdAt: now() };
      types.set(name, type);
      return type;
    },
    find: (name) => types.get(name),
    list: () => [...types.entries()].map(([, type]) => type),
    close: () => types.close(),
  };
}
