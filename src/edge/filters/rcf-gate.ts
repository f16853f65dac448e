import type { RcfGateConfig } from '../edge-config.ts';
import type { Filter } from '../filter.ts';
import type { MakeOptions } from './create-filter.ts';
import { createGate } from './gate.ts';
import { createVoter } from './voter.ts';

/**
 * Lets through what a Random Cut Forest over the device's own normal behaviour finds anomalous, and
 * of the rest one reading per `normalEvery`, in the warm-up too.
 */
export function createRcfGate(name: string, config: RcfGateConfig, make: MakeOptions): Filter {
  const { normalEvery, keepAfter, keepBefore, ...rcf } = config;
  const gate = createGate({ normalEvery, keepAfter, keepBefore });
  const voter = createVoter({ rcf }, make.random, make.previous?.voters);
  return {
    name,
    voters: [voter],
    process(reading, urgent) {
      const { anomalous, score } = voter.opine(reading);
      const decision = gate.decide(reading, anomalous, urgent);
      return decision.action === 'urgent' && score !== undefined
        ? { ...decision, score }
        : decision;
    },
  };
}
