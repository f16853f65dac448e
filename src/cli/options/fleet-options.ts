import { z } from 'zod';
import * as field from './fields.ts';

const SHARDS_MAX = 10_000;

const label = field.custom('lower-case letters, digits and hyphens, 63 at most', (value) =>
  typeof value === 'string' && /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(value)
    ? value
    : undefined,
);

export const fleetManifestSchema = z.strictObject({
  for: field.oneOf(['kubernetes', 'batch', 'ecs']).default('kubernetes'),
  shards: field.integer({ min: 1, max: SHARDS_MAX }),
  image: field.text,
  name: label.default('pm-sim-fleet'),
  cpus: field.integer({ min: 1, max: 16 }).default(1),
  memory: field.integer({ min: 512, max: 122_880 }).default(2_048),
  claim: label.optional(),
  roleArn: field.text.default('YOUR-EXECUTION-ROLE-ARN'),
  run: field.textList,
  verbose: field.flag.default(false),
  config: field.text.optional(),
});
export type FleetManifestOptions = z.output<typeof fleetManifestSchema>;
