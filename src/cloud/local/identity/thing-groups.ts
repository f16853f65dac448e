import { join } from 'node:path';
import { openDurableMap } from '../durable-map.ts';
import { invalidRequest, notFound } from './faults.ts';
import { NAME, type TableOptions } from './table.ts';
import { thingGroupRecord, type ThingGroupRecord } from './records.ts';

/** Static thing groups, without parents and policies; who is in them is kept with the things. */
export interface ThingGroupTable {
  /** Repetition is answered with the existing group, as AWS does. */
  create(name: string): ThingGroupRecord;
  get(name: string): ThingGroupRecord;
  list(): ThingGroupRecord[];
  /** Deleting what is not there succeeds, as on AWS. */
  delete(name: string): void;
  close(): void;
}

export function openThingGroupTable(options: TableOptions): ThingGroupTable {
  const { folder, log, now, newId } = options;
  const path = join(folder, 'thing-groups.ndjson');
  const groups = openDurableMap({ path, schema: thingGroupRecord, log });
  return {
    create(name) {
      const existing = groups.get(name);
      if (existing !== undefined) return existing;
      if (!NAME.test(name)) {
        throw invalidRequest(`Thing group name ${name} must match ${NAME.source}.`);
      }
      const group = { name, id: newId(), createdAt: now() };
      groups.set(name, group);
      return group;
    },
    get(name) {
      const group = groups.get(name);
      if (group === undefined) throw notFound(`Thing group ${name} does not exist.`);
      return group;
    },
    list: () => [...groups.entries()].map(([, group]) => group),
    delete: (name) => groups.delete(name),
    close: () => groups.close(),
  };
}
