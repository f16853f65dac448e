import { join } from 'node:path';
import { openDurableMap, type DurableMap } from '../durable-map.ts';
import { alreadyExists, invalidRequest, notFound } from './faults.ts';
import { thingRecord, type ThingRecord } from './records.ts';
import { NAME, type TableOptions } from './table.ts';

interface NewThing {
  readonly name: string;
  readonly type?: string | undefined;
  readonly attributes?: Readonly<Record<string, string>> | undefined;
}

interface ThingContent extends NewThing {
  readonly attributes: Readonly<Record<string, string>>;
  readonly groups: readonly string[];
}

/** Things of the twin's registry. Faults carry the IoT API's own names. */
export interface ThingTable {
  /** Equal repetition is answered with the existing thing, as AWS does. */
  create(thing: NewThing): ThingRecord;
  /** Makes the thing, or gives an existing one this type, these attributes and groups. */
  put(thing: ThingContent): void;
  get(name: string): ThingRecord;
  find(name: string): ThingRecord | undefined;
  list(): ThingRecord[];
  delete(name: string): void;
  attach(name: string, certificateId: string): void;
  detach(name: string, certificateId: string): void;
  /** Names of the things that a certificate is attached to. */
  attachedTo(certificateId: string): string[];
  /** Puts a thing into a group, or takes it out; repetition changes nothing. */
  setMember(name: string, group: string, member: boolean): void;
  close(): void;
}

export function openThingTable(options: TableOptions): ThingTable {
  const path = join(options.folder, 'things.ndjson');
  const things = openDurableMap({ path, schema: thingRecord, log: options.log });
  return {
    create: (wanted) => createThing(things, wanted, options.newId),
    put: (thing) => putThing(things, thing, options),
    get: (name) => existingThing(things, name),
    find: (name) => things.get(name),
    list: () => [...things.entries()].map(([, thing]) => thing),
    delete: (name) => deleteThing(things, name),
    ...attachments(things, options.changed),
    setMember: (name, group, member) => setMember(things, { name, group, member }),
    close: () => things.close(),
  };
}

function createThing(
  things: DurableMap<ThingRecord>,
  wanted: NewThing,
  newId: () => string,
): ThingRecord {
  const existing = things.get(wanted.name);
  if (existing !== undefined) return sameThing(existing, wanted);
  if (!NAME.test(wanted.name)) {
    throw invalidRequest(`Thing name ${wanted.name} must match ${NAME.source}.`);
  }
  const thing: ThingRecord = {
    name: wanted.name,
    id: newId(),
    ...(wanted.type === undefined ? {} : { type: wanted.type }),
    attributes: { ...wanted.attributes },
    version: 1,
    principals: [],
    groups: [],
  };
  things.set(thing.name, thing);
  return thing;
}

function putThing(
  things: DurableMap<ThingRecord>,
  { name, type, attributes, groups }: ThingContent,
  { newId, changed }: TableOptions,
): void {
  const { type: _type, ...old } =
    things.get(name) ?? createThing(things, { name, type, attributes }, newId);
  things.set(name, {
    ...old,
    ...(type === undefined ? {} : { type }),
    attributes: { ...attributes },
    groups: [...groups],
    version: old.version + 1,
  });
  changed();
}

/** CreateThing of an existing name succeeds only with the same type and attributes (API reference). */
function sameThing(existing: ThingRecord, wanted: NewThing): ThingRecord {
  const attributes = Object.entries(wanted.attributes ?? {});
  const same =
    existing.type === wanted.type &&
    attributes.length === Object.keys(existing.attributes).length &&
    attributes.every(([key, value]) => existing.attributes[key] === value);
  if (same) return existing;
  throw alreadyExists(`Thing ${wanted.name} exists with another type or other attributes.`);
}

function existingThing(things: DurableMap<ThingRecord>, name: string): ThingRecord {
  const thing = things.get(name);
  if (thing === undefined) throw notFound(`Thing ${name} does not exist.`);
  return thing;
}

/** Deleting what is not there succeeds, as on AWS. */
function deleteThing(things: DurableMap<ThingRecord>, name: string): void {
  if ((things.get(name)?.principals.length ?? 0) > 0) {
    throw invalidRequest(`Thing ${name} still has principals attached; detach them first.`);
  }
  things.delete(name);
}

function setMember(
  things: DurableMap<ThingRecord>,
  change: { readonly name: string; readonly group: string; readonly member: boolean },
): void {
  const thing = existingThing(things, change.name);
  if (thing.groups.includes(change.group) === change.member) return;
  const others = thing.groups.filter((group) => group !== change.group);
  const groups = change.member ? [...others, change.group] : others;
  things.set(thing.name, { ...thing, groups });
}

function attachments(
  things: DurableMap<ThingRecord>,
  changed: () => void,
): Pick<ThingTable, 'attach' | 'detach' | 'attachedTo'> {
  const index = indexPrincipals(things.entries());
  const save = (thing: ThingRecord, principals: string[]): void => {
    things.set(thing.name, { ...thing, principals, version: thing.version + 1 });
    changed();
  };
  return {
    attach(name, certificateId) {
      const thing = existingThing(things, name);
      if (thing.principals.includes(certificateId)) return;
      namesOf(index, certificateId).add(name);
      save(thing, [...thing.principals, certificateId]);
    },
    detach(name, certificateId) {
      const thing = existingThing(things, name);
      if (!thing.principals.includes(certificateId)) return;
      index.get(certificateId)?.delete(name);
      save(
        thing,
        thing.principals.filter((id) => id !== certificateId),
      );
    },
    attachedTo: (certificateId) => [...(index.get(certificateId) ?? [])],
  };
}

function indexPrincipals(entries: Iterable<[string, ThingRecord]>): Map<string, Set<string>> {
  const index = new Map<string, Set<string>>();
  for (const [name, thing] of entries) {
    for (const id of thing.principals) namesOf(index, id).add(name);
  }
  return index;
}

function namesOf(index: Map<string, Set<string>>, certificateId: string): Set<string> {
  const names = index.get(certificateId) ?? new Set<string>();
  index.set(certificateId, names);
  return names;
}
