import type { Random } from '../../runtime/random.ts';
import { gamma } from '../signals/gamma.ts';
import { lookup, type LookupTable } from '../signals/lookup-table.ts';
import type { Course } from './fault.ts';

/** Steps in which a course is decided. */
const STEPS = 64;

/** Damage over the share of the time from onset to functional failure, both 0 ... 1. */
export function planCourse(course: Course, random: Random): LookupTable {
  return { from: 0, density: STEPS, values: SHAPES[course](random) };
}

/** Damage at a share of the life; beyond its end an excursion is over, other damage stays. */
export function damageOf(course: LookupTable, share: number): number {
  return share <= 0 ? 0 : lookup(course, share);
}

const SHAPES: Readonly<Record<Course, (random: Random) => Float64Array>> = {
  wear: (random) => healed(wear(random), random),
  loss: () => overLife((share) => smooth(share)),
  excursion: () => overLife((share) => smooth(share / RISE) * smooth((1 - share) / FALL)),
  ramp: () => overLife((share) => share),
  step: () => overLife(() => 1),
  block: () => overLife(() => 1),
  telegraph,
  sawtooth,
};

/** Shares of an excursion's time in which it rises and falls. */
const RISE = 0.15;
const FALL = 0.25;

/** Coefficient of variation of a step of wear. */
const STEP_CV = 0.3;

/**
 * Exponential growth (e^(k s) - 1)/(e^k - 1), k between 3 and 6, whose steps are multiplied by gamma
 * variates: the shape of bearing run-to-failure tests (FEMTO, IMS).
 */
function wear(random: Random): Float64Array {
  const k = random.between(3, 6);
  const values = new Float64Array(STEPS + 1);
  for (let i = 1; i <= STEPS; i += 1) {
    const growth = Math.expm1((k * i) / STEPS) - Math.expm1((k * (i - 1)) / STEPS);
    values[i] = (values[i - 1] as number) + growth * gamma(random, 1 / STEP_CV ** 2);
  }
  const end = values[STEPS] as number;
  return values.map((value) => value / end);
}

/** The edges of a spall are rolled smooth for a while: a dip of 10-30 % late in life (IMS test 2). */
function healed(values: Float64Array, random: Random): Float64Array {
  const centre = random.between(0.6, 0.85);
  const depth = random.between(0.1, 0.3);
  return values.map((value, i) => {
    const off = (i / STEPS - centre) / DIP_WIDTH;
    return value * (1 - depth * Math.max(0, 1 - off * off));
  });
}

/** Half the share of life that the dip takes. */
const DIP_WIDTH = 0.07;

/** Mean length of an on and of an off spell of a loose contact, share of the life. Judgement. */
const SPELL = { on: 0.06, off: 0.1 };

/** Two states with exponential dwell times; it begins on, so that the onset is what the truth says. */
function telegraph(random: Random): Float64Array {
  let on = true;
  let until = SPELL.on * random.exponential();
  return overLife((share) => {
    while (share > until) {
      on = !on;
      until += (on ? SPELL.on : SPELL.off) * random.exponential();
    }
    return on ? 1 : 0;
  });
}

/** Fewest and most teeth over the life. Judgement. */
const TEETH = { low: 3, high: 6 };

/** Builds up, lets go, builds up again: a filter that is knocked clean, a film that peels off. */
function sawtooth(random: Random): Float64Array {
  const teeth = random.between(TEETH.low, TEETH.high);
  return overLife((share) => (share * teeth) % 1);
}

function overLife(f: (share: number) => number): Float64Array {
  return Float64Array.from({ length: STEPS + 1 }, (_, i) => f(i / STEPS));
}

/** From 0 to 1 with level ends. */
function smooth(x: number): number {
  const t = Math.max(0, Math.min(1, x));
  return t * t * (3 - 2 * t);
}
