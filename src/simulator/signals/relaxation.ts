/**
 * Exact update of dx/dt = (target - x)/tau over a step: `x += gain * (target - x)`. It holds for any
 * step, so a model runs alike at 0.1 s and at 600 s.
 */
export function relaxationGain(stepS: number, tauS: number): number {
  return -Math.expm1(-stepS / tauS);
}

/**
 * The same for a step of so many time constants, for rates that change from step to step: short steps
 * need no exponential.
 */
export function relaxationOver(timeConstants: number): number {
  return timeConstants < 1e-3
    ? timeConstants * (1 - timeConstants / 2)
    : -Math.expm1(-timeConstants);
}

/**
 * Exact update of a stationary Ornstein-Uhlenbeck process of unit variance over a step:
 * `x = keep * x + kick * normal()` (Gillespie, Phys. Rev. E 54, 1996).
 */
export interface Diffusion {
  readonly keep: number;
  readonly kick: number;
}

export function diffusion(stepS: number, tauS: number): Diffusion {
  return { keep: Math.exp(-stepS / tauS), kick: Math.sqrt(-Math.expm1((-2 * stepS) / tauS)) };
}

/**
 * Variance of the mean of a unit Ornstein-Uhlenbeck process over a window: 1 for a short window,
 * 2 tau/T for a long one.
 */
export function meanVariance(windowS: number, tauS: number): number {
  const r = windowS / tauS;
  return r < 1e-3 ? 1 - r / 3 : (2 / r) * (1 + Math.expm1(-r) / r);
}
