import { diffusion, relaxationGain, relaxationOver, type Diffusion } from './relaxation.ts';

/**
 * What an update needs of one length of step over time constant, kept until that changes: most steps are
 * as long as the one before, and exponentials are the dearest part of a step.
 */
export interface Pace<T> {
  ratio: number;
  value: T;
}

/** `relaxationGain` for steps that are mostly alike. */
export function pacedGain(pace: Pace<number>, stepS: number, tauS: number): number {
  const ratio = stepS / tauS;
  if (pace.ratio !== ratio) {
    pace.ratio = ratio;
    pace.value = relaxationGain(stepS, tauS);
  }
  return pace.value;
}

/** `relaxationOver` for rates that mostly stay as they were. */
export function pacedOver(pace: Pace<number>, timeConstants: number): number {
  if (pace.ratio !== timeConstants) {
    pace.ratio = timeConstants;
    pace.value = relaxationOver(timeConstants);
  }
  return pace.value;
}

/** `diffusion` for steps that are mostly alike. */
export function pacedDiffusion(pace: Pace<Diffusion>, stepS: number, tauS: number): Diffusion {
  const ratio = stepS / tauS;
  if (pace.ratio !== ratio) {
    pace.ratio = ratio;
    pace.value = diffusion(stepS, tauS);
  }
  return pace.value;
}

export function gainPace(): Pace<number> {
  return { ratio: Number.NaN, value: 0 };
}

export function diffusionPace(): Pace<Diffusion> {
  return { ratio: Number.NaN, value: { keep: 1, kick: 0 } };
}
