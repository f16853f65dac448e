import { rmSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { createShadowService } from '../../../src/cloud/local/shadow/shadow-service.ts';
import { openShadowStore } from '../../../src/cloud/local/shadow/shadow-store.ts';
import { manualClock } from '../../../src/runtime/clock.ts';
import { silentLog } from '../../../src/runtime/log.ts';
import type { Random } from '../../../src/runtime/random.ts';
import { Violation, type FuzzTarget, type FuzzWorld } from '../fuzz-target.ts';
import { hostileName, pick } from '../hostile.ts';
import { mutateBytes } from '../mutate-bytes.ts';
import { jsonText, type JsonShape } from '../mutate-json.ts';
import { temporaryDir } from '../temporary-dir.ts';

/** Requests of devices to the twin's shadows; each accepted update is compared with a merge of our own. */
export const shadows: FuzzTarget = { name: 'twin-shadows', share: 5, deadlineMs: 1_000, open };

const SHAPE: JsonShape = {
  seeds: [
    { state: { desired: { limits: { temp_c: { above: 75 } }, list: [1, 2] }, reported: { a: 1 } } },
    { state: { reported: { a: { b: { c: null } } }, desired: null }, clientToken: 't', version: 3 },
    { state: { desired: { a: { b: 1 }, list: [{ x: 1 }] } }, clientToken: 'x' },
    { clientToken: 'y' },
  ],
  names: ['state', 'desired', 'reported', 'version', 'clientToken', 'a', 'b', 'c', 'list', 'limits', '__proto__', 'constructor'],
}; // prettier-ignore

const ANSWERS = /\/(?:get|update|delete)\/(?:accepted|rejected)$/u;
const GET = '$aws/things/pump/shadow/get';

type Json = Readonly<Record<string, unknown>>;

function open(): Promise<FuzzWorld> {
  const dir = temporaryDir('shadows');
  let sent: { readonly topic: string; readonly document: object }[] = [];
  const store = openShadowStore({ stateDir: dir, clock: manualClock(1e12), log: silentLog, thingExists: (name) => name === 'pump' }); // prettier-ignore
  const service = createShadowService({
    store,
    now: () => 1e12,
    outbound: {
      send(topic: string, document: object) {
        sent.push({ topic, document: JSON.parse(JSON.stringify(document)) as object });
        return Promise.resolve();
      },
    },
  });
  const ask = async (topic: string, payload: Buffer) => {
    sent = [];
    await service.handle(topic, payload);
    return sent.filter((one) => ANSWERS.test(one.topic));
  };
  return Promise.resolve({
    draw(random: Random) {
      const name = random.chance(0.7) ? '' : `name/${random.chance(0.8) ? pick(random, ['a', 'b']) : hostileName(random)}/`; // prettier-ignore
      const thing = random.chance(0.95) ? 'pump' : hostileName(random);
      const operation = random.chance(0.8) ? 'update' : pick(random, ['get', 'delete', 'update/accepted', 'x']); // prettier-ignore
      const text = Buffer.from(jsonText(random, SHAPE));
      const bytes = random.chance(0.1) ? mutateBytes(random, text, 2) : text;
      return Buffer.concat([Buffer.from(`${JSON.stringify(`$aws/things/${thing}/shadow/${name}${operation}`)}\n`), bytes]); // prettier-ignore
    },
    async take(input: Buffer) {
      const head = input.indexOf(10);
      const topic = JSON.parse(input.toString('utf8', 0, head)) as string;
      const payload = input.subarray(head + 1);
      const isClassicUpdate = topic === GET.replace('get', 'update');
      const before = isClassicUpdate ? stateOf(await ask(GET, Buffer.alloc(0))) : {};
      const answers = await ask(topic, payload);
      if (answers.length === 0) return 'no request';
      const [answer] = answers;
      if (answer === undefined || answers.length > 1) throw new Violation(`it answered ${answers.length} times`); // prettier-ignore
      if (answer.topic.endsWith('rejected')) {
        const { code, message } = answer.document as { readonly code: number; readonly message: string }; // prettier-ignore
        return `${code} ${message.slice(0, 40).replaceAll(/: .*/gu, '')}`;
      }
      if (isClassicUpdate) compare(before, payload, stateOf(await ask(GET, Buffer.alloc(0))));
      return 'accepted';
    },
    [Symbol.asyncDispose]() {
      store.close();
      return Promise.resolve(rmSync(dir, { recursive: true }));
    },
  });
}

function stateOf([answer]: readonly { readonly document: object }[]): Json {
  const { state } = (answer?.document ?? {}) as { readonly state?: Json };
  return Object.fromEntries(Object.entries(state ?? {}).filter(([name]) => name !== 'delta'));
}

function compare(before: Json, payload: Buffer, after: Json): void {
  const { state } = JSON.parse(payload.toString()) as { readonly state: unknown };
  const wanted = (merged(before, state) ?? {}) as Json;
  if (!isDeepStrictEqual(sorted(wanted), sorted(after)))
    throw new Violation(`it made ${JSON.stringify(after)} of ${JSON.stringify(before)}, which should be ${JSON.stringify(wanted)}`); // prettier-ignore
}

/** A merge patch (RFC 7396) after which empty objects are gone, on plain maps. */
function merged(before: unknown, patch: unknown): unknown {
  if (!isMap(patch)) return patch === null ? undefined : patch;
  const result = new Map<string, unknown>(isMap(before) ? Object.entries(before) : []);
  for (const [name, value] of Object.entries(patch)) {
    const next = merged(result.get(name), value);
    if (next === undefined) result.delete(name);
    else result.set(name, next);
  }
  return result.size === 0 ? undefined : Object.fromEntries(result);
}

function isMap(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** As text, with every object's names in order: it tells `__proto__` as a name from what it is not. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((one) => sorted(one));
  if (!isMap(value)) return Object.is(value, -0) ? 0 : value;
  const names = Object.keys(value).toSorted();
  return names.map((name) => [name, sorted(Object.getOwnPropertyDescriptor(value, name)?.value)]);
}
