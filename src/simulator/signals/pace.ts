import { diffusion, relaxationGain, type Diffusion } from './relaxation.ts';

/**
 * What an update needs of one length of step, kept until the length changes: most steps are as long
 * as the one before, and exponentials are the dearest part of a step.
 */
export interface Pace<T> {
  stepS: number;
  value: T;
}

/** `relaxationGain` for steps that are mostly of one length. */
export function pacedGain(pace: Pace<number>, stepS: number, tauS: number): number {
  if (pace.stepS !== stepS) {
    pace.stepS = stepS;
    pace.value = relaxationGain(stepS, tauS);
  }
  return pace.value;
}

/** `diffusion` for steps that are mostly of one length. */
export function pacedDiffusion(pace: Pace<Diffusion>, stepS: number, tauS: number): Diffusion {
  if (pace.stepS !== stepS) {
    pace.stepS = stepS;
    pace.value = diffusion(stepS, tauS);
  }
  return pace.value;
}

export function gainPace(): Pace<number> {
  return { stepS: Number.NaN, value: 0 };
}

export function diffusionPace(): Pace<Diffusion> {
  return { stepS: Number.NaN, value: { keep: 1, kick: 0 } };
}
