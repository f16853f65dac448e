import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/runtime/random.ts';
import { outcomeOf, type FuzzTarget } from './fuzz-target.ts';
import { FUZZ_TARGETS } from './targets.ts';

/** Cases for each unit of a target's share: `bench/edge-fuzz.ts` runs a million, this shows that it would. */
const CASES_PER_SHARE = 40;
const CASES_MIN = 20;
const SEED = 'suite';

async function outcomes(target: FuzzTarget): Promise<ReadonlySet<string>> {
  const { name, share } = target;
  const seen = new Set<string>();
  await using world = await target.open();
  for (let i = 0; i < Math.max(CASES_MIN, share * CASES_PER_SHARE); i += 1) {
    seen.add(await outcomeOf(world, world.draw(createRandom(`${SEED}/${name}/${i}`))));
  }
  return seen;
}

describe('random and mutated inputs', () => {
  it.each(FUZZ_TARGETS.map((target) => [target.name, target] as const))(
    '%s: are accepted or refused with a reason, and nothing breaks',
    async (_name, target) => {
      expect((await outcomes(target)).size).toBeGreaterThan(1);
    },
  );
});
