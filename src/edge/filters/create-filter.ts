import type { FilterConfig } from '../edge-config.ts';
import type { Filter } from '../filter.ts';
import { createDeadband } from './deadband.ts';
import { createThreshold } from './threshold.ts';

/** The filter of one configuration entry; the schema has seen to it that exactly one kind is there. */
export function createFilter(name: string, config: FilterConfig): Filter {
  if (config.threshold !== undefined) return createThreshold(name, config.threshold);
  if (config.deadband !== undefined) return createDeadband(name, config.deadband);
  throw new TypeError(`Filter entry ${name} has no kind.`);
}
