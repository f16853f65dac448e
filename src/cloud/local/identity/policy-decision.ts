import type { Policy, PolicyStatement, PolicySubject } from './policy.ts';
import { holds } from './policy-condition.ts';
import { patternOf } from './policy-pattern.ts';

/** The MQTT actions of AWS IoT (developer guide, iot-policy-actions). */
export type MqttAction = 'Connect' | 'Publish' | 'RetainPublish' | 'Subscribe' | 'Receive';

/** All that policies decide on here; the last is asked by the credential provider. */
type PolicyAction = MqttAction | 'AssumeRoleWithCertificate';

/** Decides for one subject; `resource` is a whole ARN. */
export type Decide = (action: PolicyAction, resource: string) => boolean;

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

function covers(statement: BoundStatement, action: PolicyAction, resource: string): boolean {
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
