/** Share of a work cycle in which the load rises, and in which it falls. Engineering judgement. */
const RAMP = 0.1;

/** Mean of a cycle's shape and of its square over a stretch of cycles; the shape is 0 ... 1. */
export interface CycleMean {
  readonly level: number;
  readonly square: number;
}

/**
 * The trapezoid that a work cycle is: up, plateau of the share `duty`, down, valley. It is integrated
 * exactly, so that a step of ten minutes carries as much load as six hundred of a second.
 */
export function cycleMean(from: number, to: number, duty: number): CycleMean {
  const width = to - from;
  if (width <= 0) return { level: 0, square: 0 };
  return {
    level: (integral(to, duty, 1) - integral(from, duty, 1)) / width,
    square: (integral(to, duty, 2) - integral(from, duty, 2)) / width,
  };
}

/** Integral of the shape to a power from 0 to `phase`, which counts whole cycles too. */
function integral(phase: number, duty: number, power: 1 | 2): number {
  const ramp = RAMP / (power + 1);
  const whole = Math.floor(phase);
  const at = phase - whole;
  const ended = whole * (2 * ramp + duty);
  if (at < RAMP) return ended + ramp * raised(at / RAMP, power);
  if (at < RAMP + duty) return ended + ramp + at - RAMP;
  if (at >= 2 * RAMP + duty) return ended + 2 * ramp + duty;
  return ended + 2 * ramp + duty - ramp * raised((2 * RAMP + duty - at) / RAMP, power);
}

/** A share to the power next above: its integral without the factor. */
function raised(share: number, power: 1 | 2): number {
  return power === 1 ? share * share : share * share * share;
}
