import { describe, expect, it } from 'vitest';
import { createRandom, hash32, restoreRandom } from '../../src/runtime/random.ts';

const DRAWS = 200_000;

function fiveWords(seed: string): number[] {
  const random = createRandom(seed);
  return Array.from({ length: 5 }, () => random.uint32());
}

describe('createRandom', () => {
  it('gives the same stream for the same seed and another for another', () => {
    expect(fiveWords('42')).toEqual(fiveWords('42'));
    expect(fiveWords('42')).not.toEqual(fiveWords('43'));
  });

  it('keeps its bytes from release to release', () => {
    const random = createRandom('golden').fork('device');
    expect([random.uint32(), random.uint32(), random.uint32()]).toMatchInlineSnapshot(`
      [
        37180265,
        961224071,
        1650898881,
      ]
    `);
    expect(random.normal().toFixed(9)).toMatchInlineSnapshot(`"-0.461155345"`);
  });

  it('forks by name only, however much the parent has drawn', () => {
    const fresh = createRandom('7');
    const used = createRandom('7');
    for (let i = 0; i < 100; i += 1) used.next();
    expect(used.fork('wt-001').uint32()).toBe(fresh.fork('wt-001').uint32());
    expect(fresh.fork('wt-001').uint32()).not.toBe(fresh.fork('wt-002').uint32());
  });

  it('continues exactly from a saved state', () => {
    const random = createRandom('9');
    for (let i = 0; i < 17; i += 1) random.normal();
    const copy = restoreRandom('9', random.state());
    expect(Array.from({ length: 50 }, () => copy.normal())).toEqual(
      Array.from({ length: 50 }, () => random.normal()),
    );
  });

  it('draws uniforms that fill the unit interval evenly', () => {
    const random = createRandom('uniform');
    const bins = new Uint32Array(64);
    for (let i = 0; i < DRAWS; i += 1) {
      const bin = Math.floor(random.next() * 64);
      bins[bin] = (bins[bin] ?? 0) + 1;
    }
    const expected = DRAWS / 64;
    const chiSquare = bins.reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0);
    // 63 degrees of freedom: the 99.9 % point is 103.4.
    expect(chiSquare).toBeLessThan(103.4);
  });

  it('keeps integers and ranges inside their bounds', () => {
    const random = createRandom('bounds');
    for (let i = 0; i < 10_000; i += 1) {
      const n = random.int(7);
      expect(Number.isInteger(n) && n >= 0 && n < 7).toBe(true);
      const x = random.between(-2, 3);
      expect(x >= -2 && x < 3).toBe(true);
    }
  });
});

describe('normal', () => {
  it('has the moments and the tail of a standard normal', () => {
    const random = createRandom('normal');
    let sum = 0;
    let squares = 0;
    let fourth = 0;
    let beyond3 = 0;
    for (let i = 0; i < DRAWS; i += 1) {
      const z = random.normal();
      sum += z;
      squares += z * z;
      fourth += z ** 4;
      if (Math.abs(z) > 3) beyond3 += 1;
    }
    expect(Math.abs(sum / DRAWS)).toBeLessThan(0.01);
    expect(Math.abs(squares / DRAWS - 1)).toBeLessThan(0.015);
    expect(Math.abs(fourth / DRAWS - 3)).toBeLessThan(0.12);
    expect(Math.abs(beyond3 / DRAWS - 0.0027)).toBeLessThan(0.0005);
  });

  it('is not correlated with its neighbour', () => {
    const random = createRandom('serial');
    let previous = random.normal();
    let product = 0;
    for (let i = 0; i < DRAWS; i += 1) {
      const z = random.normal();
      product += z * previous;
      previous = z;
    }
    expect(Math.abs(product / DRAWS)).toBeLessThan(0.01);
  });
});

describe('exponential and chance', () => {
  it('have their means', () => {
    const random = createRandom('exponential');
    let sum = 0;
    let hits = 0;
    for (let i = 0; i < DRAWS; i += 1) {
      sum += random.exponential();
      if (random.chance(0.2)) hits += 1;
    }
    expect(Math.abs(sum / DRAWS - 1)).toBeLessThan(0.015);
    expect(Math.abs(hits / DRAWS - 0.2)).toBeLessThan(0.005);
  });
});

describe('hash32', () => {
  it('spreads similar texts over the range', () => {
    const hashes = new Set(Array.from({ length: 10_000 }, (_, i) => hash32(`wt-${i}`)));
    expect(hashes.size).toBeGreaterThan(9_995);
  });
});
