import type { z } from 'zod';
import type { AwsPlace } from '../cloud/aws-config.ts';
import * as field from './fields.ts';

const url = field.custom('a URL, such as http://127.0.0.1:4566', (value) =>
  typeof value === 'string' && URL.canParse(value) ? value : undefined,
);

/** Names of parts are the stack's with a word behind it, of which tables and rules take 255 and roles 64. */
const STACK_NAME = /^[a-zA-Z][-a-zA-Z0-9]{0,31}$/u;

export const stackName = field.custom(
  'letters, digits and hyphens, at most 32, a letter first',
  (value) => (typeof value === 'string' && STACK_NAME.test(value) ? value : undefined),
);

/** What is said of AWS on the command line. */
export const awsShape = {
  awsProfile: field.text.optional(),
  region: field.text.optional(),
  endpointUrl: url.optional(),
};

export function awsPlace(raw: z.output<z.ZodObject<typeof awsShape>>): AwsPlace {
  const { awsProfile: profile, region, endpointUrl } = raw;
  return {
    ...(profile === undefined ? {} : { profile }),
    ...(region === undefined ? {} : { region }),
    ...(endpointUrl === undefined ? {} : { endpointUrl }),
  };
}

/** A stack on AWS, by its name. */
export interface StackOnAws {
  readonly place: AwsPlace;
  readonly stack: string;
}

/** Of commands that work on this machine unless told otherwise. */
export const awsTargetShape = {
  ...awsShape,
  target: field.oneOf(['local', 'aws']).default('local'),
  stack: stackName.default('pm-sim'),
};

/** The stack that is meant, with `--target aws`. */
export function awsTarget(
  raw: z.output<z.ZodObject<typeof awsTargetShape>>,
): StackOnAws | undefined {
  return raw.target === 'aws' ? { place: awsPlace(raw), stack: raw.stack } : undefined;
}
