import type { Machine } from './machine-state.ts';

/** Half the stretch of growth in which a spall heals, share of where it is smoothest. Judgement. */
const HEALING_WIDTH = 0.25;

/**
 * What a spall adds to the acceleration and to the velocity, as a factor of the healthy level; the two
 * add as squares. It stays small while the spall is, and then grows with a power of its size that
 * differs from bearing to bearing: the level doubles within 0.3 to 9 % of the life at its end (FEMTO,
 * 17 bearings). In about half of them the edges are rolled smooth for a while and the level falls
 * before it rises for good (IMS test 2).
 */
export function spallLevel({ effects, variation }: Machine): number {
  const damage = effects.bearingDamage;
  if (damage <= 0) return 0;
  const { endGain, steepness, healsAt, healing } = variation.bearing;
  const grown = damage ** steepness;
  const off = (grown / healsAt - 1) / HEALING_WIDTH;
  const smoothed = healing * Math.max(0, 1 - off * off);
  return endGain * grown * (1 - smoothed);
}

/** Kurtosis above the healthy one: rises first, falls again as the damage spreads over the raceway. */
export function spallKurtosis({ effects, parameters }: Machine): number {
  const damage = effects.bearingDamage;
  return damage <= 0 ? 0 : parameters.bearing.kurtosis * Math.sqrt(damage) * (1 - 0.6 * damage);
}

/** Crest factor above the healthy one. */
export function spallCrest({ effects, parameters }: Machine): number {
  const damage = effects.bearingDamage;
  return damage <= 0 ? 0 : parameters.bearing.crest * Math.sqrt(damage) * (1 - 0.45 * damage);
}

/** Friction heat of a spalled bearing at rated speed, K: in the last fifth of its life. */
export function spallHeatK({ effects, parameters }: Machine): number {
  return parameters.bearing.heatK * effects.bearingDamage ** 2;
}
