import { stepRates, type RateOptions, type StepRates } from './step-rates.ts';

/** Lengths of a step that are remembered: as many as a second has milliseconds. */
const REMEMBERED_MAX = 1_024;

/**
 * The rates of a step by its length. Making them takes a third of a millisecond, and turbines of one
 * farm share them: all live through the same past, and many have their first reading at one phase.
 */
export function rememberedRates(options: RateOptions): (stepS: number) => StepRates {
  const known = new Map<number, StepRates>();
  return (stepS) => {
    const found = known.get(stepS);
    if (found !== undefined) return found;
    if (known.size >= REMEMBERED_MAX) known.clear();
    const rates = stepRates(stepS, options);
    known.set(stepS, rates);
    return rates;
  };
}
