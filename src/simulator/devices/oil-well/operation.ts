import type { Well } from './well.ts';

/** Least opening at which a choke that opens again stands, share. */
const CRACKED = 0.02;

/**
 * Moves choke and state to what operation asks. A choke closes at once and opens evenly, as crews
 * bean a well up.
 */
export function stepOperation({ state, effects, parameters, rates }: Well): void {
  const { rampHours, testOpening } = parameters.operations;
  const testing = effects.testing > 0;
  const target = effects.shutIn > 0 ? 0 : testing ? testOpening : 1;
  if (state.opening !== target) {
    const opened = Math.max(CRACKED, state.opening + rates.stepS / (3_600 * rampHours));
    state.opening = Math.min(target, opened);
  }
  if (state.tripped) state.operating = 'tripped';
  else if (target === 0) state.operating = 'shut-in';
  else if (state.opening < target) state.operating = 'ramp-up';
  else state.operating = testing ? 'test' : 'producing';
}
