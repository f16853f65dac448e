import type { Random } from '../../runtime/random.ts';
import type { FilterConfig } from '../edge-config.ts';
import type { Filter } from '../filter.ts';
import { createDeadband } from './deadband.ts';
import { createRcfGate } from './rcf-gate.ts';
import { createThreshold } from './threshold.ts';

/** The filter of one configuration entry; the schema has seen to it that exactly one kind is there. */
export function createFilter(name: string, config: FilterConfig, random: Random): Filter {
  if (config.threshold !== undefined) return createThreshold(name, config.threshold);
  if (config.rcf !== undefined) return createRcfGate(name, config.rcf, random);
  if (config.deadband !== undefined) return createDeadband(name, config.deadband);
  throw new TypeError(`Filter entry ${name} has no kind.`);
}
