import { z } from 'zod';
import * as field from './fields.ts';

export const doctorSchema = z.strictObject({
  state: field.text,
  host: field.text.default('127.0.0.1'),
  mqttPort: field.port.optional(),
  awsPort: field.port.optional(),
  json: field.flag.default(false),
  verbose: field.flag.default(false),
  config: field.text.optional(),
});
export type DoctorOptions = z.output<typeof doctorSchema>;
