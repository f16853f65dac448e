import { z } from 'zod';
import { AwsFault } from '../service.ts';
import type { CertificateAttributes } from './certificate-attributes.ts';

/** Who asks, as far as policy variables can tell (developer guide, iot-policy-variables). */
export interface PolicySubject {
  readonly clientId: string;
  readonly certificateId: string;
  readonly certificate: CertificateAttributes;
  /** What the CONNECT asked for beyond a plain connection (developer guide, mqtt, connectAttributes). */
  readonly connectAttributes: readonly ConnectAttribute[];
  readonly sourceIp?: string | undefined;
  /** The thing named like the client id, if the certificate is attached to it. */
  readonly thing?: ThingSubject | undefined;
}

type ConnectAttribute = 'PersistentConnect' | 'LastWill';

interface ThingSubject {
  readonly name: string;
  readonly type?: string | undefined;
  readonly attributes: Readonly<Record<string, string>>;
}

/** A policy document, checked; `policy-decision.ts` evaluates it. */
export interface Policy {
  readonly statements: readonly PolicyStatement[];
}

export interface PolicyStatement {
  readonly effect: 'Allow' | 'Deny';
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly conditions: readonly PolicyCondition[];
}

/** `operator: { key: [values] }` of a Condition block; one of the values has to match. */
export interface PolicyCondition {
  readonly operator: ConditionOperator;
  /** For keys with several values: whether all of them have to match, or any. */
  readonly quantifier?: Quantifier | undefined;
  readonly key: string;
  readonly values: readonly string[];
}

const OPERATORS = [
  'Bool',
  'IpAddress',
  'NotIpAddress',
  'StringEquals',
  'StringEqualsIgnoreCase',
  'StringLike',
  'StringNotEquals',
  'StringNotEqualsIgnoreCase',
  'StringNotLike',
] as const;
export type ConditionOperator = (typeof OPERATORS)[number];

const QUANTIFIERS = ['ForAllValues', 'ForAnyValue'] as const;
type Quantifier = (typeof QUANTIFIERS)[number];

/** `StringEquals`, or `ForAllValues:StringEquals`. */
const operatorName = z
  .templateLiteral([z.enum(QUANTIFIERS), ':', z.enum(OPERATORS)])
  .or(z.enum(OPERATORS));

const oneOrMany = z
  .union([z.string(), z.boolean(), z.array(z.union([z.string(), z.boolean()])).min(1)])
  .transform((value) => (Array.isArray(value) ? value : [value]).map(String));

const statementSchema = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.enum(['Allow', 'Deny']),
  Action: oneOrMany,
  Resource: oneOrMany,
  Condition: z.partialRecord(operatorName, z.record(z.string(), oneOrMany)).optional(),
});

const documentSchema = z.strictObject({
  Version: z.literal('2012-10-17'),
  Id: z.string().optional(),
  Statement: z
    .union([statementSchema, z.array(statementSchema).min(1)])
    .transform((value) => (Array.isArray(value) ? value : [value])),
});

/**
 * Checks a policy document (developer guide, iot-policies). What the twin would not evaluate as AWS
 * IoT does (NotAction, NotResource, other condition operators) is refused, never ignored.
 * @throws AwsFault MalformedPolicyException
 */
export function compilePolicy(document: string): Policy {
  const parsed = documentSchema.safeParse(parseJson(document));
  if (!parsed.success) throw malformed(z.prettifyError(parsed.error));
  return { statements: parsed.data.Statement.map(toStatement) };
}

function toStatement(source: z.output<typeof statementSchema>): PolicyStatement {
  for (const action of source.Action) assertAction(action);
  return {
    effect: source.Effect,
    actions: source.Action,
    resources: source.Resource,
    conditions: Object.entries(source.Condition ?? {}).flatMap(([name, keys]) =>
      Object.entries(keys ?? {}).map(([key, values]) => ({ ...operatorOf(name), key, values })),
    ),
  };
}

function operatorOf(name: string): Pick<PolicyCondition, 'operator' | 'quantifier'> {
  const operator = OPERATORS.find((each) => name === each || name.endsWith(`:${each}`));
  if (operator === undefined) throw malformed(`There is no condition operator ${name}.`);
  return { operator, quantifier: QUANTIFIERS.find((each) => name.startsWith(`${each}:`)) };
}

function assertAction(action: string): void {
  if (action !== '*' && !/^iot:[A-Za-z*?]+$/u.test(action)) {
    throw malformed(`Action "${action}" is not an iot action, such as iot:Publish or iot:*.`);
  }
}

function parseJson(document: string): unknown {
  try {
    return JSON.parse(document);
  } catch {
    throw malformed('The document is not JSON.');
  }
}

function malformed(what: string): AwsFault {
  return new AwsFault('MalformedPolicyException', `The policy document is not valid: ${what}`, 400);
}
