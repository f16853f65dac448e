import { describe, expect, it } from 'vitest';
import {
  diffusionPace,
  gainPace,
  pacedDiffusion,
  pacedGain,
  pacedOver,
} from '../../../src/simulator/signals/pace.ts';
import {
  diffusion,
  relaxationGain,
  relaxationOver,
} from '../../../src/simulator/signals/relaxation.ts';

const STEPS = [60, 60, 0.5, 0.5, 600, 60];

describe('a pace', () => {
  it('gives the gain of every step, also when the length of the steps changes', () => {
    const pace = gainPace();
    const gains = STEPS.map((stepS) => pacedGain(pace, stepS, 25));
    expect(gains).toEqual(STEPS.map((stepS) => relaxationGain(stepS, 25)));
  });

  it('follows a time constant that changes, as that of a motor whose fan stands', () => {
    const pace = gainPace();
    const taus = [35, 90, 90, 35];
    expect(taus.map((tauS) => pacedGain(pace, 1, tauS))).toEqual(
      taus.map((tauS) => relaxationGain(1, tauS)),
    );
  });

  it('follows a rate that changes, as that of a stator whose fan starts', () => {
    const pace = gainPace();
    const timeConstants = [1e-4, 0.2, 0.2, 0.05];
    expect(timeConstants.map((n) => pacedOver(pace, n))).toEqual(timeConstants.map(relaxationOver));
  });

  it('gives the diffusion of every step, also when the length of the steps changes', () => {
    const pace = diffusionPace();
    const updates = STEPS.map((stepS) => pacedDiffusion(pace, stepS, 25));
    expect(updates).toEqual(STEPS.map((stepS) => diffusion(stepS, 25)));
  });
});
