import { z } from 'zod';
import { awsPlace, awsShape, stackName } from './aws-target.ts';
import { pipelineOptions, pipelineShape } from './cloud-options.ts';
import * as field from './fields.ts';

const commonShape = {
  ...awsShape,
  json: field.flag.default(false),
  verbose: field.flag.default(false),
  config: field.text.optional(),
};
const stackShape = { ...commonShape, stack: stackName.default('pm-sim') };

export const deploySchema = z
  .strictObject({ ...stackShape, ...pipelineShape, yes: field.flag.default(false) })
  .transform((raw) => ({
    pipeline: pipelineOptions(raw),
    place: awsPlace(raw),
    stack: raw.stack,
    yes: raw.yes,
    json: raw.json,
  }));
export type DeployOptions = z.output<typeof deploySchema>;

export const diffSchema = z
  .strictObject({ ...stackShape, ...pipelineShape, failOnChange: field.flag.default(false) })
  .transform((raw) => ({
    pipeline: pipelineOptions(raw),
    place: awsPlace(raw),
    stack: raw.stack,
    failOnChange: raw.failOnChange,
    json: raw.json,
  }));
export type DiffOptions = z.output<typeof diffSchema>;

/** Each stack has its own fleet, so that taking one away never takes another's devices. */
const group = field.text.optional();

export const statusSchema = z
  .strictObject({ ...stackShape, group, drift: field.flag.default(false) })
  .transform((raw) => ({
    place: awsPlace(raw),
    stack: raw.stack,
    group: raw.group ?? raw.stack,
    drift: raw.drift,
    json: raw.json,
  }));
export type StatusOptions = z.output<typeof statusSchema>;

export const destroySchema = z
  .strictObject({ ...stackShape, group, yes: field.flag.default(false) })
  .transform((raw) => ({
    place: awsPlace(raw),
    stack: raw.stack,
    group: raw.group ?? raw.stack,
    yes: raw.yes,
    json: raw.json,
  }));
export type DestroyOptions = z.output<typeof destroySchema>;

export const orphansSchema = z
  .strictObject({
    ...commonShape,
    delete: field.flag.default(false),
    yes: field.flag.default(false),
  })
  .transform((raw) => ({
    place: awsPlace(raw),
    remove: raw.delete,
    yes: raw.yes,
    json: raw.json,
  }));
export type OrphansOptions = z.output<typeof orphansSchema>;
