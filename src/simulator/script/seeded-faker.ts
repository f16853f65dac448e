import { createRequire } from 'node:module';
import type * as FakerModule from '@faker-js/faker';
import type { Faker } from '@faker-js/faker';
import { PmSimError } from '../../runtime/errors.ts';

/** What faker asks of a run: chance and time of the client whose turn it is. */
export interface FakerSource {
  /** Uniform in [0, 1). */
  readonly next: () => number;
  /** The script called `faker.seed`. */
  readonly reseed: (seed: number | number[]) => void;
  /** Simulated time, ms since the epoch. */
  readonly now: () => number;
}

/** The package as a script sees it: every faker in it draws from the run. */
export interface SeededFaker {
  readonly faker: Faker;
  /** What `require('@faker-js/faker')`, or a locale of it, gives to the script. */
  module(id: string): unknown;
}

const PACKAGE = '@faker-js/faker';
const INSTALL = 'Beside the script, or where pm-sim is installed: npm install @faker-js/faker@8';

export function isFaker(id: string): boolean {
  return id === PACKAGE || id.startsWith(`${PACKAGE}/`);
}

/**
 * Faker from the script's folder, else from ours: 34 MB that few need, so it is installed by those who do.
 * One instance (2 ms, 33 KB) serves all clients by a randomizer of its own ("Faker, Randomizer", since 8.2).
 * @throws PmSimError `script/no-faker`, `script/old-faker`
 */
export function seededFaker(scriptPath: string, source: FakerSource): SeededFaker {
  const load = loaderFrom(scriptPath);
  const loaded = load(PACKAGE) as typeof FakerModule;
  const seededOnes = new Map<Faker, Faker>();
  function seeded(original: Faker): Faker {
    const known = seededOnes.get(original);
    if (known !== undefined) return known;
    const own = new loaded.Faker({
      locale: original.rawDefinitions,
      randomizer: { next: source.next, seed: source.reseed },
    });
    own.setDefaultRefDate(() => new Date(source.now()));
    seededOnes.set(original, own);
    return own;
  }
  const inPlace = (value: unknown): unknown =>
    value instanceof loaded.Faker ? seeded(value) : value;
  if (loaded.Faker === undefined || !drawsFrom(loaded)) throw tooOld(scriptPath);
  return {
    faker: seeded(loaded.faker),
    module: (id) =>
      new Proxy(load(id) as object, {
        get: (target, name) => inPlace(Reflect.get(target, name)),
      }),
  };
}

function loaderFrom(scriptPath: string): (id: string) => unknown {
  const places = [createRequire(scriptPath), createRequire(import.meta.url)];
  return (id) => {
    for (const place of places) {
      const found = resolved(place, id);
      if (found !== undefined) return place(found);
    }
    throw new PmSimError('script/no-faker', `${scriptPath} needs ${id}, which is not installed.`, {
      hint: INSTALL,
    });
  };
}

function resolved(from: NodeJS.Require, id: string): string | undefined {
  try {
    return from.resolve(id);
  } catch {
    return undefined;
  }
}

/** Whether this version knows randomizers; an older one would draw from the machine's chance. */
function drawsFrom({ Faker: FakerClass, faker }: typeof FakerModule): boolean {
  let draws = 0;
  const next = (): number => {
    draws += 1;
    return 0.5;
  };
  const probe = new FakerClass({
    locale: faker.rawDefinitions,
    randomizer: { next, seed: () => undefined },
  });
  probe.number.int();
  return draws > 0;
}

function tooOld(scriptPath: string): PmSimError {
  const text = `${scriptPath} finds a ${PACKAGE} that cannot be seeded by a run, expected 8.2 or newer.`;
  return new PmSimError('script/old-faker', text, { hint: INSTALL });
}
