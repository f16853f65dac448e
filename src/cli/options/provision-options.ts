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
    type: field.text.default('pm-sim-device'),
  })
  .transform(({ names: given, count, prefix, startNumber, type, ...raw }) => ({
    ...common(raw),
    ...files(raw),
    naming: { names: given, count, prefix, startNumber },
    thingType: type,
    policyName: raw.policy,
  }));
export type ProvisionCreateOptions = z.output<typeof provisionCreateSchema>;

export const provisionLsSchema = z
  .strictObject({ ...targetShape, names })
  .transform((raw) => ({ ...common(raw), names: raw.names }));
export type ProvisionLsOptions = z.output<typeof provisionLsSchema>;

const chosen = { names, all: field.flag.default(false) };

export const provisionRotateSchema = z
  .strictObject({ ...targetShape, ...fileShape, ...chosen, policy, days: days.optional() })
  .transform((raw) => ({
    ...common(raw),
    ...files(raw),
    chosen: chosenOf(raw),
    policyName: raw.policy,
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
