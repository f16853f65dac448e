import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/runtime/random.ts';
import { clientNames } from '../../../src/simulator/script/client-names.ts';
import type { Script } from '../../../src/simulator/script/load-script.ts';
import {
  createScriptFleet,
  type DueMessage,
  type ScriptFleetOptions,
} from '../../../src/simulator/script/script-fleet.ts';

const START = Date.UTC(2026, 0, 1);

/** Says who it is, how often it has spoken, a random number and the time. */
const TALKER: Script = {
  name: 'talker',
  description: undefined,
  createClient(random) {
    let calls = 0;
    return {
      generate({ clientId, index, colour }, at) {
        calls += 1;
        const words = [clientId, index, colour, calls, random.next(), at - START];
        return { message: words.join(' '), ...(calls === 2 ? { topic: 'own' } : {}) };
      },
    };
  },
};

function fleetOf(count: number, change: Partial<ScriptFleetOptions> = {}) {
  return createScriptFleet({
    script: TALKER,
    clients: clientNames({ count, script: 'talker', clientId: 'c%i', topic: 'dt/%c' }),
    random: createRandom('7'),
    start: START,
    intervalMs: 1_000,
    told: { colour: 'red' },
    ...change,
  });
}

const of = (messages: Iterable<DueMessage>, place: number) =>
  [...messages].filter((message) => message.place === place);

describe('a fleet of scripts', () => {
  it('lets every client speak once in an interval, in order of time', () => {
    const messages = [...fleetOf(5).advance(START + 2_999)];
    const places = messages.map(({ place }) => place);
    expect(places.slice(0, 5).toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4]);
    expect(places).toEqual([...places.slice(0, 5), ...places.slice(0, 5), ...places.slice(0, 5)]);
    const times = messages.map(({ ts }) => ts);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(times.every(Number.isInteger)).toBe(true);
  });

  it('tells a script who speaks and when, and takes its topic or the usual one', () => {
    const [first, second] = of(fleetOf(2).advance(START + 1_999), 1);
    expect(first?.topic).toBe('dt/c2');
    expect(first?.payload).toMatch(/^c2 2 red 1 0\.\d+ \d+$/u);
    expect(String(first?.payload).endsWith(` ${Number(first?.ts) - START}`)).toBe(true);
    expect(second?.topic).toBe('own');
  });

  it('lets no client change what another says or when', () => {
    const alone = of(fleetOf(1).advance(START + 5_000), 0);
    expect(alone.length).toBeGreaterThan(3);
    expect(of(fleetOf(40).advance(START + 5_000), 0)).toEqual(alone);
  });

  it('says the same in one step and in many', () => {
    const atOnce = [...fleetOf(3).advance(START + 4_000)];
    const fleet = fleetOf(3);
    const stepwise = Array.from({ length: 41 }, (_, i) => [...fleet.advance(START + i * 100)]);
    expect(stepwise.flat()).toEqual(atOnce);
  });

  it('ends after as many messages of each as were asked for', () => {
    const fleet = fleetOf(3, { limit: 2 });
    expect([...fleet.advance(Infinity)]).toHaveLength(6);
    expect(fleet.nextDue()).toBe(Infinity);
  });

  it('refuses a topic that nobody can publish to', () => {
    const script: Script = {
      ...TALKER,
      createClient: () => ({ generate: () => ({ topic: 'a/#', message: '' }) }),
    };
    expect(() => [...fleetOf(1, { script }).advance(START + 1_000)]).toThrow(
      '"a/#" cannot be a topic of talker.',
    );
  });
});
