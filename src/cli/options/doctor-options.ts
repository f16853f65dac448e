import { z } from 'zod';
import * as field from './fields.ts';

/** `doctor` looks at the machine; at AWS and at a broker only where it is asked to. */
export const doctorSchema = z.strictObject({
  state: field.text,
  host: field.text.default('127.0.0.1'),
  mqttPort: field.port.optional(),
  awsPort: field.port.optional(),
  broker: field.text.optional(),
  username: field.text.optional(),
  password: field.text.optional(),
  ca: field.text.optional(),
  cert: field.text.optional(),
  key: field.text.optional(),
  target: field.oneOf(['local', 'aws']).default('local'),
  awsProfile: field.text.optional(),
  region: field.text.optional(),
  endpointUrl: field.text.optional(),
  json: field.flag.default(false),
  verbose: field.flag.default(false),
  config: field.text.optional(),
});
export type DoctorOptions = z.output<typeof doctorSchema>;
