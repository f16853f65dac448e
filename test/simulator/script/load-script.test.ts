import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/runtime/random.ts';
import {
  loadScript,
  type Script,
  type ScriptClient,
} from '../../../src/simulator/script/load-script.ts';

let dir: string;
let path: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'pm-sim-script-'));
  path = join(dir, 'pump.js');
});
afterEach(() => rm(dir, { recursive: true }));

const START = Date.UTC(2026, 0, 1);

const silent = { log: noop, info: noop, debug: noop, warn: noop, error: noop };

function noop(): void {
  return undefined;
}

async function load(text: string): Promise<Script> {
  await writeFile(path, text);
  return await loadScript(path, silent);
}

const clientOf = (script: Script, seed = '7'): ScriptClient =>
  script.createClient(createRandom(seed), START);

const say = (client: ScriptClient, clientId = 'a') => client.generate({ clientId }, START);

/** In the manner of the scripts that come with MQTTX: a cache by client, faker, clock and chance. */
const PUMP = `
const cache = {}
const generator = (faker, options) => {
  const { clientId } = options
  if (!cache[clientId]) cache[clientId] = { serial: faker.string.alphanumeric(8) }
  return {
    topic: 'pumps/' + clientId,
    message: JSON.stringify({
      ...cache[clientId],
      rpm: faker.number.int({ min: 900, max: 1500 }),
      noise: Math.random(),
      at: Date.now(),
      text: new Date().toISOString(),
      leap: new Date(0).getTime(),
    }),
  }
}
module.exports = { generator, name: 'pump', author: 'us', dataFormat: 'JSON', version: '1', description: 'A pump' }
`;

async function saidInTurn(order: readonly ('a' | 'b')[]) {
  const script = await load(`
    let calls = 0
    exports.generator = (faker) => ({
      message: [++calls, faker.number.int(99), Math.random()].join(' '),
    })`);
  const clients = { a: clientOf(script, '1'), b: clientOf(script, '2') };
  const messages = { a: [] as unknown[], b: [] as unknown[] };
  for (const name of order) messages[name].push(say(clients[name], name).message);
  return messages;
}

describe('loadScript', () => {
  it('runs a generator with the time and the chance of the run', async () => {
    const script = await load(PUMP);
    expect(script).toMatchObject({ name: 'pump', description: 'A pump' });
    const { topic, message } = say(clientOf(script), 'p-1');
    expect(topic).toBe('pumps/p-1');
    expect(JSON.parse(String(message))).toMatchObject({
      at: START,
      text: '2026-01-01T00:00:00.000Z',
      leap: 0,
    });
  });

  it('gives the same bytes for the same seed', async () => {
    const [first, second] = [clientOf(await load(PUMP)), clientOf(await load(PUMP))].map((client) =>
      [1, 2, 3].map(() => say(client).message),
    );
    expect(second).toEqual(first);
    expect(new Set(first).size).toBe(3);
  });

  it('lets a script load modules beside it', async () => {
    await writeFile(join(dir, 'unit.cjs'), 'module.exports = "mm/s"');
    const script = await load(
      'const unit = require("./unit.cjs"); module.exports.generator = () => ({ message: unit })',
    );
    expect(script.name).toBe('pump');
    expect(say(clientOf(script))).toEqual({ message: 'mm/s' });
  });

  it('gives each client variables of its own, whoever speaks first', async () => {
    const { a, b } = await saidInTurn(['a', 'b', 'a', 'b']);
    expect(await saidInTurn(['b', 'b', 'a', 'a'])).toEqual({ a, b });
    expect(a[0]).not.toEqual(b[0]);
    expect(a.map(String)).toEqual([expect.stringMatching(/^1 /), expect.stringMatching(/^2 /)]);
  });

  it('seeds a faker that the script loads itself, in any language', async () => {
    const text = `
      const { faker, fakerDE } = require('@faker-js/faker')
      const french = require('@faker-js/faker/locale/fr').faker
      exports.generator = () => ({
        message: [faker, fakerDE, french].map((one) => one.person.fullName()).join()
          + faker.date.recent().toISOString().slice(0, 4),
      })`;
    const first = say(clientOf(await load(text))).message;
    expect(first).toMatch(/,.*,.*(?:2025|2026)$/u);
    expect(say(clientOf(await load(text))).message).toBe(first);
    expect(say(clientOf(await load(text), '8')).message).not.toBe(first);
  });

  it('lets a script seed its faker', async () => {
    const text = 'exports.generator = (faker) => (faker.seed(4), { message: faker.string.uuid() })';
    const script = await load(text);
    const [one, other] = [clientOf(script, '1'), clientOf(script, '2')];
    expect(say(one)).toEqual(say(other));
    expect(say(one)).toEqual(say(one));
  });

  it('passes on what a script prints, and what of faker is not there', async () => {
    const lines: unknown[] = [];
    await writeFile(path, 'console.log("hello", 1); exports.generator = () => ({ message: "" })');
    await loadScript(path, { ...silent, log: (...given: unknown[]) => lines.push(given) });
    expect(lines).toEqual([['hello', 1]]);
    await expect(load("require('@faker-js/faker/locale/klingon')")).rejects.toMatchObject({
      code: 'script/no-faker',
      hint: expect.stringContaining('npm install @faker-js/faker@8') as string,
    });
  });

  it('takes bytes', async () => {
    const script = await load('exports.generator = () => ({ message: Buffer.from([1, 2]) })');
    expect(say(clientOf(script)).message).toEqual(Buffer.from([1, 2]));
  });

  const wrong: readonly (readonly [string, string, string])[] = [
    ['module.exports = {}', 'script/no-generator', 'exports no function "generator".'],
    ['module.exports = {', 'script/failed', ':1: SyntaxError: '],
    ['\nnowhere.call()', 'script/failed', ':2: ReferenceError: nowhere is not defined.'],
  ];
  it.each(wrong)('says what is wrong with %j', async (text, code, message) => {
    const failure = load(text);
    await expect(failure).rejects.toMatchObject({ code });
    await expect(failure).rejects.toThrow(message);
  });

  const bad: readonly (readonly [string, string, string])[] = [
    ['() => ({})', 'script/message', '"message" is missing, expected a text or bytes'],
    ['() => ({ message: 3 })', 'script/message', '"message" is 3'],
    ['() => ({ message: "", topic: 1 })', 'script/message', '"topic" is 1, expected a text'],
    ['() => undefined', 'script/message', '"message" is missing'],
    ['(faker) => faker.nothing.here()', 'script/failed', ':1: TypeError: '],
  ];
  it.each(bad)('says what is wrong with what %s gives', async (text, code, message) => {
    const script = await load(`exports.generator = ${text}`);
    const generate = () => say(clientOf(script));
    expect(generate).toThrow(expect.objectContaining({ code }) as Error);
    expect(generate).toThrow(message);
  });

  it('says that a file is not there', async () => {
    await expect(loadScript(path, silent)).rejects.toMatchObject({
      code: 'script/unreadable',
      message: `${path}: there is no such file.`,
    });
  });
});
