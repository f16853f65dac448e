import { join } from 'node:path';
import { z } from 'zod';
import type { Clock } from '../../../runtime/clock.ts';
import type { Log } from '../../../runtime/log.ts';
import { openDurableMap, type DurableMap } from '../durable-map.ts';
import { notFound } from '../identity/faults.ts';
import { AwsFault } from '../service.ts';
import { isObject, type JsonObject } from './json.ts';
import type { UpdateRequest } from './request.ts';
import { documentOf, updateShadow, type Shadow, type UpdateOutcome } from './shadow-document.ts';

/** Which shadow of which thing; the classic one has no name. */
export interface ShadowKey {
  readonly thing: string;
  readonly name?: string | undefined;
}

/** The shadows of all things. Faults carry the data plane API's names and texts. */
export interface ShadowStore {
  /** @throws AwsFault 400, 404 */
  get(key: ShadowKey): JsonObject;
  /** @throws AwsFault 400, 404 for an unknown thing, 409, 413; then nothing has changed */
  update(key: ShadowKey, request: UpdateRequest): UpdateOutcome;
  /** @throws AwsFault 400, 404 */
  delete(key: ShadowKey): JsonObject;
  /** Names of a thing's named shadows, in order of the alphabet. */
  names(thing: string): readonly string[];
  close(): void;
}

export interface ShadowStoreOptions {
  readonly stateDir: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly thingExists: (name: string) => boolean;
}

/** Versions go on where a shadow was deleted for so long (device-shadow-data-flow), s. */
const VERSION_KEPT_SECONDS = 48 * 3_600;
/** API reference, ShadowName. */
const SHADOW_NAME = /^[$a-zA-Z0-9:_-]{1,64}$/u;

/** As it was checked when it came; zod's records would leave a member named `__proto__` out. */
const json = z.custom<JsonObject>(isObject, 'expected an object');
const section = z.strictObject({ state: json, metadata: json });
const record = z.strictObject({
  thing: z.string(),
  name: z.string().optional(),
  version: z.number(),
  desired: section.optional(),
  reported: section.optional(),
  /** s since the epoch; then only the version is left. */
  deletedAt: z.number().optional(),
});
type ShadowRecord = z.infer<typeof record>;

/** Opens the shadows in `stateDir/shadows`. */
export function openShadowStore(options: ShadowStoreOptions): ShadowStore {
  const { clock, log, thingExists } = options;
  const path = join(options.stateDir, 'shadows', 'shadows.ndjson');
  const records = openDurableMap<ShadowRecord>({ path, schema: record, log });
  const seconds = (): number => Math.floor(clock.now() / 1_000);
  const live = (key: ShadowKey): ShadowRecord => {
    check(key, thingExists);
    const found = records.get(idOf(key));
    if (found === undefined || found.deletedAt !== undefined) throw noShadow(key);
    return found;
  };
  return {
    get: (key) => documentOf(shadowOf(live(key)), seconds()),
    update(key, request) {
      check(key, thingExists);
      const now = seconds();
      const outcome = updateShadow(beforeOf(records, key, now), request, now);
      records.set(idOf(key), { ...key, ...outcome.shadow });
      return outcome;
    },
    delete(key) {
      const { thing, name, version } = live(key);
      const deletedAt = seconds();
      records.set(idOf(key), {
        thing,
        ...(name === undefined ? {} : { name }),
        version,
        deletedAt,
      });
      return { version, timestamp: deletedAt };
    },
    names: (thing) =>
      [...records.entries()]
        .map(([, each]) => each)
        .filter((each) => each.thing === thing && each.deletedAt === undefined)
        .flatMap(({ name }) => (name === undefined ? [] : [name]))
        .toSorted(),
    close: () => records.close(),
  };
}

function beforeOf(records: DurableMap<ShadowRecord>, key: ShadowKey, now: number): Shadow {
  const found = records.get(idOf(key));
  if (found === undefined) return { version: 0 };
  const { deletedAt } = found;
  const forgotten = deletedAt !== undefined && now - deletedAt > VERSION_KEPT_SECONDS;
  return forgotten ? { version: 0 } : shadowOf(found);
}

function shadowOf({ desired, reported, version }: ShadowRecord): Shadow {
  return {
    version,
    ...(desired === undefined ? {} : { desired }),
    ...(reported === undefined ? {} : { reported }),
  };
}

function check({ thing, name }: ShadowKey, thingExists: (name: string) => boolean): void {
  if (name !== undefined && !SHADOW_NAME.test(name)) {
    throw new AwsFault('InvalidRequestException', `Invalid shadow name: ${name}`, 400);
  }
  if (!thingExists(thing)) throw notFound('Thing not found');
}

function noShadow({ thing, name }: ShadowKey): AwsFault {
  return notFound(
    `No shadow exists with name: '${name === undefined ? thing : `${thing}~${name}`}'`,
  );
}

/** A slash is in neither name. */
function idOf({ thing, name = '' }: ShadowKey): string {
  return `${thing}/${name}`;
}
