import { createRandom, type Random } from '../../src/runtime/random.ts';

/** Noisy sine of period 50 and amplitude 10, one value an observation. */
export function* sine(count: number, random: Random): Generator<number[]> {
  for (let t = 0; t < count; t += 1) {
    yield [10 * Math.sin((2 * Math.PI * t) / 50) + 0.5 * random.normal()];
  }
}

/** Independent normal values. */
export function* noise(
  count: number,
  dimensions: number,
  random: Random = createRandom('noise'),
): Generator<number[]> {
  for (let t = 0; t < count; t += 1) {
    yield Array.from({ length: dimensions }, () => random.normal());
  }
}

/** A machine whose temperature and vibration follow its load, which wanders; one reading a `stepMs`. */
export function* machine(options: {
  readonly count: number;
  readonly stepMs: number;
  readonly random: Random;
  readonly vibrationFactor?: (ts: number) => number;
}): Generator<{ ts: number; values: Record<string, number> }> {
  const { random, stepMs } = options;
  let load = 0;
  let lag = 0;
  for (let k = 0; k < options.count; k += 1) {
    const ts = k * stepMs;
    const keep = Math.exp(-stepMs / 600_000);
    load = load * keep + Math.sqrt(1 - keep * keep) * random.normal();
    lag += (1 - Math.exp(-stepMs / 300_000)) * (load - lag);
    const power = 1_000 + 300 * load;
    const factor = options.vibrationFactor?.(ts) ?? 1;
    yield {
      ts,
      values: {
        power_kw: power,
        bearing_c: 50 + 0.01 * power + 3 * lag + 0.1 * random.normal(),
        vib_mms: (1 + power / 1_000) * factor * (1 + 0.06 * random.normal()),
      },
    };
  }
}
