import type {
  ConditionOperator,
  Policy,
  PolicyCondition,
  PolicyStatement,
  PolicySubject,
} from './policy.ts';

/** The MQTT actions of AWS IoT (developer guide, iot-policy-actions). */
export type MqttAction = 'Connect' | 'Publish' | 'RetainPublish' | 'Subscribe' | 'Receive';

/** Decides for one subject; `resource` is a whole ARN. */
export type Decide = (action: MqttAction, resource: string) => boolean;

interface BoundStatement {
  readonly deny: boolean;
  readonly actions: readonly RegExp[];
  readonly resources: readonly RegExp[];
}

/**
 * Binds policies to a subject: variables are replaced and conditions are tested once, so that a
 * decision costs a few expressions. Denied unless allowed; an explicit Deny wins.
 */
export function bindPolicies(policies: readonly Policy[], subject: PolicySubject): Decide {
  const bound = policies
    .flatMap((policy) => policy.statements)
    .filter((statement) => statement.conditions.every((condition) => holds(condition, subject)))
    .map((statement) => bind(statement, subject));
  const denials = bound.filter((statement) => statement.deny);
  const grants = bound.filter((statement) => !statement.deny);
  return (action, resource) =>
    grants.some((statement) => covers(statement, action, resource)) &&
    !denials.some((statement) => covers(statement, action, resource));
}

function covers(statement: BoundStatement, action: MqttAction, resource: string): boolean {
  return (
    statement.resources.some((pattern) => pattern.test(resource)) &&
    statement.actions.some((pattern) => pattern.test(`iot:${action}`))
  );
}

function bind(statement: PolicyStatement, subject: PolicySubject): BoundStatement {
  return {
    deny: statement.effect === 'Deny',
    actions: statement.actions.map((action) => patternOf(action, subject, 'i')),
    resources: statement.resources.map((resource) => patternOf(resource, subject, '')),
  };
}

/** Never matches: a statement whose variable has no value applies to nothing. */
const NOTHING = /(?!)/u;

/**
 * `*` stands for any characters and `?` for one; `+` and `#` are themselves (developer guide,
 * pub-sub-policy). A variable's value is taken literally, so a client id of `*` opens nothing.
 */
function patternOf(text: string, subject: PolicySubject, flags: string): RegExp {
  let source = '';
  for (const part of text.split(/(\$\{[^}]*\}|[*?])/u)) {
    const replaced = partPattern(part, subject);
    if (replaced === undefined) return NOTHING;
    source += replaced;
  }
  return new RegExp(`^${source}$`, `su${flags}`);
}

function partPattern(part: string, subject: PolicySubject): string | undefined {
  if (part === '*') return '.*';
  if (part === '?') return '.';
  if (!part.startsWith('${')) return literal(part);
  const value = valueOf(part.slice(2, -1), subject);
  return value === undefined ? undefined : literal(value);
}

function literal(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/gu, String.raw`\$&`);
}

type ValueOf = (subject: PolicySubject) => string | undefined;

/** Policy variables and condition keys with the value that each has for a subject. */
const VALUES: Readonly<Record<string, ValueOf>> = {
  'iot:ClientId': (subject) => subject.clientId,
  'aws:SourceIp': (subject) => subject.sourceIp,
  'iot:CertificateId': (subject) => subject.certificateId,
  'iot:Certificate.Subject.CommonName': (subject) => subject.commonName,
  'iot:Certificate.Subject.CommonName.0': (subject) => subject.commonName,
  'iot:Connection.Thing.ThingName': (subject) => subject.thing?.name,
  'iot:Connection.Thing.ThingTypeName': (subject) => subject.thing?.type,
  'iot:Connection.Thing.IsAttached': (subject) => String(subject.thing !== undefined),
};

/**
 * Value of a policy variable or condition key (developer guide, basic-policy-variables,
 * thing-policy-variables, cert-policy-variables); `${*}`, `${?}` and `${$}` are themselves.
 */
function valueOf(name: string, subject: PolicySubject): string | undefined {
  if (name === '*' || name === '?' || name === '$') return name;
  const attribute = /^iot:Connection\.Thing\.Attributes\[(.+)\]$/u.exec(name)?.[1];
  if (attribute !== undefined) return subject.thing?.attributes[attribute];
  return Object.hasOwn(VALUES, name) ? VALUES[name]?.(subject) : undefined;
}

type PatternOf = (value: string, subject: PolicySubject) => RegExp;

const exactly: PatternOf = (value, subject) =>
  new RegExp(`^${literal(resolved(value, subject))}$`, 'su');
const like: PatternOf = (value, subject) => patternOf(value, subject, '');

const CONDITIONS: Readonly<
  Record<ConditionOperator, { readonly pattern: PatternOf; readonly negated: boolean }>
> = {
  Bool: { pattern: (value) => new RegExp(`^${literal(value)}$`, 'iu'), negated: false },
  StringEquals: { pattern: exactly, negated: false },
  StringNotEquals: { pattern: exactly, negated: true },
  StringLike: { pattern: like, negated: false },
  StringNotLike: { pattern: like, negated: true },
};

/** A missing key fails the positive operators and passes the negated ones, as in IAM. */
function holds(condition: PolicyCondition, subject: PolicySubject): boolean {
  const actual = valueOf(condition.key, subject);
  const { pattern, negated } = CONDITIONS[condition.operator];
  const matched =
    actual !== undefined && condition.values.some((value) => pattern(value, subject).test(actual));
  return matched !== negated;
}

/** Replaces the variables of a condition value; one without a value stays as written. */
function resolved(text: string, subject: PolicySubject): string {
  return text.replaceAll(
    /\$\{([^}]*)\}/gu,
    (whole, name: string) => valueOf(name, subject) ?? whole,
  );
}
