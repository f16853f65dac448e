import { describe, expect, it } from 'vitest';
import { NormalBatch } from '../../src/runtime/normal-batch.ts';
import { createRandom } from '../../src/runtime/random.ts';

describe('NormalBatch', () => {
  it('gives the numbers that the stream would give one by one, in their order', () => {
    const oneByOne = createRandom('noise');
    const batch = new NormalBatch(createRandom('noise'), 3);
    for (let reading = 0; reading < 2_000; reading += 1) {
      const drawn = batch.draw();
      expect([drawn[0], drawn[1], drawn[2]]).toEqual([
        oneByOne.normal(),
        oneByOne.normal(),
        oneByOne.normal(),
      ]);
    }
  });

  it('shares its stream with whoever else draws from it', () => {
    const alone = createRandom('shared');
    const expected = Array.from({ length: 5 }, () => alone.normal());
    const stream = createRandom('shared');
    const [first, second] = [new NormalBatch(stream, 2), new NormalBatch(stream, 2)];
    const [a, between, b] = [{ ...first.draw() }, stream.normal(), { ...second.draw() }];
    expect([a[0], a[1], between, b[0], b[1]]).toEqual(expected);
  });
});
