import { z } from 'zod';
import { THING_GROUP } from '../../cloud/aws/fleet-resources.ts';
import { DEVICE_POLICY_NAME } from '../../cloud/stack/device-policy.ts';
import { PmSimError } from '../../runtime/errors.ts';
import * as field from './fields.ts';
import { defined } from './run-options.ts';

/** Where identities are kept, and how that is reached. */
export type TargetOptions =
  | { readonly kind: 'local'; readonly stateDir: string; readonly days?: number }
  | {
      readonly kind: 'aws';
      readonly profile?: string;
      readonly region?: string;
      readonly endpointUrl?: string;
    };

const target = field.custom('local or aws', (value) =>
  value === 'local' || value === 'aws' ? value : undefined,
);

const url = field.custom('a URL, such as http://127.0.0.1:4566', (value) =>
  typeof value === 'string' && URL.canParse(value) ? value : undefined,
);

const targetShape = {
  target: target.default('local'),
  state: field.text,
  awsProfile: field.text.optional(),
  region: field.text.optional(),
  endpointUrl: url.optional(),
  group: field.text.default(THING_GROUP),
  json: field.flag.default(false),
  verbose: field.flag.default(false),
  config: field.text.optional(),
};

const fileShape = {
  out: field.text,
  keyPassphraseFile: field.text.optional(),
};

const THING_TYPE = 'pm-sim-device';
const DAYS_MAX = 3_650;
const days = field.integer({ min: 1, max: DAYS_MAX });
const policy = field.text.default(DEVICE_POLICY_NAME);
const names = field.textList.default([]);

/** More than anybody simulates on one machine; a slip of the finger rather than a fleet. */
const DEVICES_MAX = 1_000_000;

export const provisionCreateSchema = z
  .strictObject({
    ...targetShape,
    ...fileShape,
    names,
    policy,
    days: days.optional(),
    count: field.integer({ min: 1, max: DEVICES_MAX }).optional(),
    prefix: field.text.optional(),
    startNumber: field.integer({ min: 0, max: DEVICES_MAX }).optional(),
    type: field.text.default(THING_TYPE),
    roleAlias: field.text.optional(),
    roleArn: field.text.optional(),
    claim: field.text.optional(),
    template: field.text.optional(),
    parameter: field.assignments.optional(),
    endpoint: field.text.optional(),
    ca: field.text.optional(),
  })
  .transform(({ names: given, count, prefix, startNumber, type, ...raw }) => ({
    ...common(raw),
    ...files(raw),
    naming: { names: given, count, prefix, startNumber },
    thingType: type,
    policyName: raw.policy,
    claim: claimOf(raw),
    role: roleOf(raw),
  }));
export type ProvisionCreateOptions = z.output<typeof provisionCreateSchema>;

/** A certificate that may provision devices, and what for. */
export interface ClaimUse {
  readonly claimDir: string;
  readonly template: string;
  /** Parameters of the template; `{name}` stands for the device. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly endpoint?: string;
  readonly caFile?: string;
}

function roleOf(raw: {
  readonly roleAlias?: string | undefined;
  readonly roleArn?: string | undefined;
  readonly claim?: string | undefined;
}): { readonly roleAlias: string; readonly roleArn: string } | undefined {
  const { roleAlias, roleArn, claim } = raw;
  if (claim !== undefined && roleAlias !== undefined) {
    throw new PmSimError('options/conflict', 'A claim cannot give devices a role.', {
      hint: 'Leave --role-alias out, and put its policy into the provisioning template.',
    });
  }
  if (roleAlias !== undefined && roleArn !== undefined) return { roleAlias, roleArn };
  if (roleAlias === undefined && roleArn === undefined) return undefined;
  throw new PmSimError('options/conflict', 'A role alias needs both --role-alias and --role-arn.', {
    hint: '--role-arn is the IAM role whose credentials devices get; credentials.iot.amazonaws.com has to be allowed to assume it.',
  });
}

const DEFAULT_PARAMETERS = ['ThingName={name}'];

function claimOf(raw: {
  readonly claim?: string | undefined;
  readonly template?: string | undefined;
  readonly parameter?: readonly string[] | undefined;
  readonly endpoint?: string | undefined;
  readonly ca?: string | undefined;
}): ClaimUse | undefined {
  const { claim: claimDir, template, parameter, endpoint, ca } = raw;
  if (claimDir !== undefined && template !== undefined) {
    const pairs = (parameter ?? DEFAULT_PARAMETERS).map((text) => {
      const at = text.indexOf('=');
      return [text.slice(0, at), text.slice(at + 1)];
    });
    const parameters = Object.fromEntries(pairs) as Record<string, string>;
    return {
      claimDir,
      template,
      parameters,
      ...defined('endpoint', endpoint),
      ...defined('caFile', ca),
    };
  }
  if ([claimDir, template, parameter, endpoint, ca].every((each) => each === undefined))
    return undefined;
  throw new PmSimError(
    'options/conflict',
    'Provisioning by claim needs both --claim and --template.',
    {
      hint: '`pm-sim provision claim TEMPLATE` makes a template and the files of a claim.',
    },
  );
}

export const provisionClaimSchema = z
  .strictObject({
    ...targetShape,
    ...fileShape,
    names,
    policy,
    days: days.optional(),
    type: field.text.default(THING_TYPE),
    roleArn: field.text.optional(),
    rotation: field.flag.default(false),
  })
  .transform((raw) => ({
    ...common(raw),
    ...files(raw),
    template: onlyName(raw.names),
    thingType: raw.type,
    policyName: raw.policy,
    roleArn: roleArnOf(raw),
    rotation: raw.rotation,
  }));
export type ProvisionClaimOptions = z.output<typeof provisionClaimSchema>;

function onlyName(given: readonly string[]): string {
  const [name, ...others] = given;
  if (name !== undefined && others.length === 0) return name;
  throw new PmSimError('options/invalid', 'Name one provisioning template.', {
    hint: '`pm-sim provision claim turbines` makes the template turbines and a claim for it.',
  });
}

/** The twin asks nobody for permission. */
const LOCAL_ROLE_ARN = 'arn:aws:iam::000000000000:role/pm-sim-provisioning';

function roleArnOf(raw: Raw & { readonly roleArn?: string | undefined }): string {
  if (raw.roleArn !== undefined) return raw.roleArn;
  if (raw.target === 'local' || raw.endpointUrl !== undefined) return LOCAL_ROLE_ARN;
  throw new PmSimError('options/invalid', 'AWS IoT needs a role to provision things with.', {
    hint: 'Give --role-arn ARN of a role with the managed policy AWSIoTThingsRegistration, which iot.amazonaws.com may assume.',
  });
}

export const provisionLsSchema = z
  .strictObject({ ...targetShape, names })
  .transform((raw) => ({ ...common(raw), names: raw.names }));
export type ProvisionLsOptions = z.output<typeof provisionLsSchema>;

/** Enough for a device that is up; engineering judgement. */
const JOB_WAIT_MS = 300_000;

const chosen = { names, all: field.flag.default(false) };

export const provisionRotateSchema = z
  .strictObject({
    ...targetShape,
    ...fileShape,
    ...chosen,
    policy,
    days: days.optional(),
    job: field.text.optional(),
    wait: field.duration.default(JOB_WAIT_MS),
  })
  .transform((raw) => ({
    ...common(raw),
    ...files(raw),
    chosen: chosenOf(raw),
    policyName: raw.policy,
    job: raw.job === undefined ? undefined : { template: raw.job, waitMs: raw.wait },
  }));
export type ProvisionRotateOptions = z.output<typeof provisionRotateSchema>;

export const provisionRevokeSchema = z
  .strictObject({ ...targetShape, out: field.text, ...chosen })
  .transform((raw) => ({ ...common(raw), certsDir: raw.out, chosen: chosenOf(raw) }));
export type ProvisionRevokeOptions = z.output<typeof provisionRevokeSchema>;

export const provisionRmSchema = z
  .strictObject({ ...targetShape, out: field.text, ...chosen, policy })
  .transform((raw) => ({
    ...common(raw),
    certsDir: raw.out,
    chosen: chosenOf(raw),
    policyName: raw.policy,
  }));
export type ProvisionRmOptions = z.output<typeof provisionRmSchema>;

export const provisionVerifySchema = z
  .strictObject({ ...targetShape, ...fileShape, names, policy })
  .transform((raw) => ({
    ...common(raw),
    ...files(raw),
    names: raw.names,
    policyName: raw.policy,
  }));
export type ProvisionVerifyOptions = z.output<typeof provisionVerifySchema>;

export const provisionCrlSchema = z
  .strictObject({ ...targetShape, out: field.text, days: days.optional() })
  .transform(({ days: listDays, ...raw }) => ({
    target: common(raw).target,
    certsDir: raw.out,
    ...defined('days', listDays),
  }));
export type ProvisionCrlOptions = z.output<typeof provisionCrlSchema>;

type Raw = z.output<z.ZodObject<typeof targetShape>> & { readonly days?: number | undefined };

function common(raw: Raw) {
  return { target: targetOf(raw), group: raw.group, json: raw.json };
}

function targetOf(raw: Raw): TargetOptions {
  if (raw.target === 'local') {
    return { kind: 'local', stateDir: raw.state, ...defined('days', raw.days) };
  }
  return {
    kind: 'aws',
    ...defined('profile', raw.awsProfile),
    ...defined('region', raw.region),
    ...defined('endpointUrl', raw.endpointUrl),
  };
}

function chosenOf(raw: { readonly names: readonly string[]; readonly all: boolean }) {
  if (raw.all !== raw.names.length > 0) return { names: raw.names, all: raw.all };
  throw new PmSimError('options/invalid', 'Name the devices, or give --all.', {
    hint: '`pm-sim provision ls` shows them.',
  });
}

function files(raw: { readonly out: string; readonly keyPassphraseFile?: string | undefined }) {
  return { certsDir: raw.out, ...defined('passphraseFile', raw.keyPassphraseFile) };
}
