import type { Random } from '../../runtime/random.ts';
import type { FilterConfig } from '../edge-config.ts';
import type { Filter } from '../filter.ts';
import { createAggregate } from './aggregate.ts';
import { createCombine } from './combine.ts';
import { createDeadband } from './deadband.ts';
import { createDedup } from './dedup.ts';
import { createDownsample } from './downsample.ts';
import { createSwingingDoorFilter } from './swinging-door.ts';
import { createRcfGate } from './rcf-gate.ts';
import { createThreshold } from './threshold.ts';

export interface MakeOptions {
  readonly random: Random;
  /** The filter of this name in a pipeline that this one follows. */
  readonly previous?: Filter;
}

/** The filter of one configuration entry; the schema has seen to it that exactly one kind is there. */
export function createFilter(name: string, config: FilterConfig, make: MakeOptions): Filter {
  if (config.dedup !== undefined) return createDedup(name, config.dedup);
  if (config.threshold !== undefined) return createThreshold(name, config.threshold, make.previous);
  if (config.rcf !== undefined) return createRcfGate(name, config.rcf, make);
  if (config.combine !== undefined) return createCombine(name, config.combine, make);
  if (config.deadband !== undefined) return createDeadband(name, config.deadband);
  if (config.swingingDoor !== undefined) return createSwingingDoorFilter(name, config.swingingDoor);
  if (config.downsample !== undefined) return createDownsample(name, config.downsample);
  if (config.aggregate !== undefined) return createAggregate(name, config.aggregate);
  throw new TypeError(`Filter entry ${name} has no kind.`);
}
