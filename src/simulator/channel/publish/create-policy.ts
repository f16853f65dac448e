import type { Random } from '../../../runtime/random.ts';
import { createBatch } from './batch.ts';
import { createDeadband } from './deadband.ts';
import { createHistorian } from './historian.ts';
import type { Policy } from './policy.ts';
import {
  BATCH_DEFAULT,
  DEADBAND_DEFAULT,
  HISTORIAN_DEFAULT,
  type PublishConfig,
} from './publish-config.ts';

/** The policy of one device; `random` is that device's stream. */
export function createPolicy(config: PublishConfig, random: Random): Policy {
  switch (config.policy) {
    case 'deadband':
      return createDeadband(config.deadband ?? DEADBAND_DEFAULT);
    case 'historian':
      return createHistorian(config.historian ?? HISTORIAN_DEFAULT);
    case 'batch':
      return createBatch(config.batch ?? BATCH_DEFAULT, random);
    case 'periodic':
    default:
      return (sample) => [sample];
  }
}
