import { z } from 'zod';
import { invalidRequest } from '../identity/faults.ts';

/** A value of a template before its functions are applied. */
export type TemplateValue =
  | string
  | number
  | boolean
  | readonly TemplateValue[]
  | { readonly [name: string]: TemplateValue };

/** A provisioning template, checked (developer guide, provision-template). */
export interface ProvisioningTemplate {
  /** Parameters with their defaults, if they have one. */
  readonly parameters: Readonly<Record<string, { readonly default?: string | undefined }>>;
  readonly mappings: Mappings;
  readonly thing: ThingResource | undefined;
  readonly certificate: CertificateResource;
  readonly policies: readonly PolicyResource[];
  readonly deviceConfiguration: Readonly<Record<string, TemplateValue>>;
}

/** Map → key → name → value. */
export type Mappings = Readonly<Record<string, Readonly<Record<string, Record<string, string>>>>>;

const value: z.ZodType<TemplateValue> = z.lazy(() =>
  z.union([z.string(), z.number(), z.boolean(), z.array(value), z.record(z.string(), value)]),
);

const OVERRIDE = ['DO_NOTHING', 'REPLACE', 'FAIL'] as const;
const override = z.enum(OVERRIDE).optional();
const mergeable = z.enum([...OVERRIDE, 'MERGE']).optional();

const thingResource = z.strictObject({
  Type: z.literal('AWS::IoT::Thing'),
  Properties: z.strictObject({
    ThingName: value,
    AttributePayload: z.record(z.string(), value).optional(),
    ThingTypeName: value.optional(),
    ThingGroups: z.array(value).optional(),
  }),
  OverrideSettings: z
    .strictObject({ AttributePayload: mergeable, ThingTypeName: override, ThingGroups: mergeable })
    .optional(),
});
export type ThingResource = z.output<typeof thingResource>;

const certificateResource = z.strictObject({
  Type: z.literal('AWS::IoT::Certificate'),
  Properties: z.strictObject({ CertificateId: value, Status: value.optional() }),
});
type CertificateResource = z.output<typeof certificateResource>;

const policyResource = z.strictObject({
  Type: z.literal('AWS::IoT::Policy'),
  Properties: z.union([
    z.strictObject({ PolicyName: value }),
    z.strictObject({ PolicyDocument: value }),
  ]),
});
export type PolicyResource = z.output<typeof policyResource>;

const resource = z.discriminatedUnion('Type', [thingResource, certificateResource, policyResource]);
const parameter = z.strictObject({ Type: z.literal('String'), Default: z.string().optional() });

const body = z.strictObject({
  Parameters: z.record(z.string(), parameter).default({}),
  Mappings: z
    .record(z.string(), z.record(z.string(), z.record(z.string(), z.string())))
    .default({}),
  Resources: z.record(z.string(), resource),
  DeviceConfiguration: z.record(z.string(), value).default({}),
});

/** General Reference: policies that can be attached to a certificate. */
const POLICIES_MAX = 10;

/**
 * Reads a template's JSON text. Resources and properties that the twin would not obey (billing
 * groups, certificates from a request or PEM text) are refused, never ignored.
 * @throws AwsFault InvalidRequestException
 */
export function parseTemplate(text: string): ProvisioningTemplate {
  const parsed = body.safeParse(parseJson(text));
  if (!parsed.success) {
    throw invalidRequest(`The template body is not valid: ${z.prettifyError(parsed.error)}`);
  }
  const { Parameters, Mappings: mappings, Resources, DeviceConfiguration } = parsed.data;
  const resources = Object.values(Resources);
  const things = resources.filter((each) => each.Type === 'AWS::IoT::Thing');
  const [certificate, ...others] = resources.filter(
    (each) => each.Type === 'AWS::IoT::Certificate',
  );
  if (certificate === undefined || others.length > 0 || things.length > 1) {
    throw invalidRequest('A template has exactly one certificate and at most one thing.');
  }
  const policies = resources.filter((each) => each.Type === 'AWS::IoT::Policy');
  if (policies.length > POLICIES_MAX) {
    throw invalidRequest(`A template has at most ${POLICIES_MAX} policies.`);
  }
  return {
    parameters: Object.fromEntries(
      Object.entries(Parameters).map(([name, { Default }]) => [name, { default: Default }]),
    ),
    mappings,
    thing: things[0],
    certificate,
    policies,
    deviceConfiguration: DeviceConfiguration,
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalidRequest('The template body is not JSON.');
  }
}
