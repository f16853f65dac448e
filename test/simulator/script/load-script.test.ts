import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { base, en, Faker } from '@faker-js/faker';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/runtime/random.ts';
import { loadScript } from '../../../src/simulator/script/load-script.ts';

let dir: string;
let path: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'pm-sim-script-'));
  path = join(dir, 'pump.js');
});
afterEach(() => rm(dir, { recursive: true }));

const START = Date.UTC(2026, 0, 1);

function seeded(seed: number): Faker {
  const faker = new Faker({ locale: [en, base] });
  faker.seed(seed);
  return faker;
}

async function load(text: string) {
  await writeFile(path, text);
  const random = createRandom('7');
  return await loadScript(path, { random: () => random.next(), now: () => START });
}

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

async function threeMessages() {
  const script = await load(PUMP);
  const faker = seeded(5);
  return [1, 2, 3].map(() => script.generate(faker, { clientId: 'a' }).message);
}

describe('loadScript', () => {
  it('runs a generator with the time and the chance of the run', async () => {
    const script = await load(PUMP);
    expect(script).toMatchObject({ name: 'pump', description: 'A pump' });
    const { topic, message } = script.generate(seeded(1), { clientId: 'p-1' });
    expect(topic).toBe('pumps/p-1');
    expect(JSON.parse(String(message))).toMatchObject({
      at: START,
      text: '2026-01-01T00:00:00.000Z',
      leap: 0,
    });
  });

  it('gives the same bytes for the same seed', async () => {
    const first = await threeMessages();
    expect(await threeMessages()).toEqual(first);
    expect(new Set(first).size).toBe(3);
  });

  it('lets a script load modules beside it', async () => {
    await writeFile(join(dir, 'unit.cjs'), 'module.exports = "mm/s"');
    const script = await load(
      'const unit = require("./unit.cjs"); module.exports.generator = () => ({ message: unit })',
    );
    expect(script.name).toBe('pump');
    expect(script.generate(seeded(1), { clientId: 'a' })).toEqual({ message: 'mm/s' });
  });

  it('takes bytes', async () => {
    const script = await load('exports.generator = () => ({ message: Buffer.from([1, 2]) })');
    expect(script.generate(seeded(1), { clientId: 'a' }).message).toEqual(Buffer.from([1, 2]));
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
    const generate = () => script.generate(seeded(1), { clientId: 'a' });
    expect(generate).toThrow(expect.objectContaining({ code }) as Error);
    expect(generate).toThrow(message);
  });

  it('says that a file is not there', async () => {
    const options = { random: () => 0, now: () => 0 };
    await expect(loadScript(path, options)).rejects.toMatchObject({
      code: 'script/unreadable',
      message: `${path}: there is no such file.`,
    });
  });
});
