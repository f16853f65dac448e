import type { Random } from '../../../runtime/random.ts';
import type { WellModel } from './well.ts';

export type OperatingState = 'producing' | 'test' | 'shut-in' | 'ramp-up' | 'tripped';

/** State and opening of the choke, share of its setting, at an instant. */
export interface Operation {
  readonly state: OperatingState;
  readonly opening: number;
}

const YEAR_S = 365.25 * 86_400;
const DAY_S = 86_400;
/** Spread of the logarithm of a shut-in's length. Engineering judgement. */
const SHUT_IN_SPREAD = 1;

/**
 * Shut-ins and well tests at random instants, decided one after the other from their own stream, so
 * that they fall on the same instants whatever the step.
 */
export function createOperation(
  parameters: WellModel['operations'],
  random: Random,
): (elapsedS: number) => Operation {
  const shutIns = occasions(
    parameters.shutInsPerYear,
    random.fork('shut-ins'),
    (source) => DAY_S * parameters.shutInDays * Math.exp(SHUT_IN_SPREAD * source.normal()),
  );
  const tests = occasions(
    parameters.testsPerYear,
    random.fork('tests'),
    (source) => 3_600 * parameters.testHours * source.between(0.5, 1),
  );
  const rampS = 3_600 * parameters.rampHours;
  return (elapsedS) => {
    const shutIn = shutIns(elapsedS);
    if (elapsedS >= shutIn.from && elapsedS < shutIn.to) return SHUT_IN;
    const sinceS = elapsedS - shutIn.lastEnd;
    if (sinceS < rampS) return { state: 'ramp-up', opening: Math.max(0.02, sinceS / rampS) };
    const test = tests(elapsedS);
    const testing = elapsedS >= test.from && elapsedS < test.to;
    return testing ? { state: 'test', opening: parameters.testOpening } : PRODUCING;
  };
}

const SHUT_IN: Operation = { state: 'shut-in', opening: 0 };
const PRODUCING: Operation = { state: 'producing', opening: 1 };

/** The occasion that is on or comes next, and when the one before ended, seconds. */
interface Occasion {
  readonly from: number;
  readonly to: number;
  readonly lastEnd: number;
}

function occasions(
  perYear: number,
  random: Random,
  lengthS: (random: Random) => number,
): (elapsedS: number) => Occasion {
  const after = (lastEnd: number): Occasion => {
    if (perYear === 0) return { from: Infinity, to: Infinity, lastEnd };
    const start = Math.max(0, lastEnd) + (random.exponential() * YEAR_S) / perYear;
    return { from: start, to: start + lengthS(random), lastEnd };
  };
  let next = after(-Infinity);
  return (elapsedS) => {
    while (elapsedS >= next.to) next = after(next.to);
    return next;
  };
}
