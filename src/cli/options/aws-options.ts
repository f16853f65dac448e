import { z } from 'zod';
import type { AwsPlace } from '../cloud/aws-config.ts';
import { pipelineOptions, pipelineShape } from './cloud-options.ts';
import * as field from './fields.ts';
import { defined } from './run-options.ts';

const url = field.custom('a URL, such as http://127.0.0.1:4566', (value) =>
  typeof value === 'string' && URL.canParse(value) ? value : undefined,
);

/** Names of parts are the stack's with a word behind it, of which tables and rules take 255 and roles 64. */
const STACK_NAME = /^[a-zA-Z][-a-zA-Z0-9]{0,31}$/u;

const stackName = field.custom('letters, digits and hyphens, at most 32, a letter first', (value) =>
  typeof value === 'string' && STACK_NAME.test(value) ? value : undefined,
);

/** What is said of AWS on the command line. */
const awsShape = {
  awsProfile: field.text.optional(),
  region: field.text.optional(),
  endpointUrl: url.optional(),
};

function awsPlace(raw: z.output<z.ZodObject<typeof awsShape>>): AwsPlace {
  return {
    ...defined('profile', raw.awsProfile),
    ...defined('region', raw.region),
    ...defined('endpointUrl', raw.endpointUrl),
  };
}

/** Of commands that work on this machine unless told otherwise. */
export const awsTargetShape = {
  ...awsShape,
  target: field.oneOf(['local', 'aws']).default('local'),
  stack: stackName.default('pm-sim'),
};

/** The stack that is meant, with `--target aws`. */
export function awsTarget(raw: z.output<z.ZodObject<typeof awsTargetShape>>) {
  return raw.target === 'aws' ? { place: awsPlace(raw), stack: raw.stack } : undefined;
}

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
