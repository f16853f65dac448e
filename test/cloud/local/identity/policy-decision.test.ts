import { describe, expect, it } from 'vitest';
import {
  bindPolicies,
  type MqttAction,
} from '../../../../src/cloud/local/identity/policy-decision.ts';
import { compilePolicy, type PolicySubject } from '../../../../src/cloud/local/identity/policy.ts';

const ACCOUNT = 'arn:aws:iot:us-east-1:000000000000';
const subject: PolicySubject = {
  clientId: 'wt-001',
  certificateId: 'c0ffee',
  certificate: new Map([
    ['Subject.CommonName', ['wt-001']],
    ['Subject.Organization', ['Field', 'North*', 'Pumps']],
    ['Issuer.CommonName', ['local CA']],
    ['SerialNumber', ['0A1B']],
  ]),
  connectAttributes: ['LastWill'],
  sourceIp: '127.0.0.1',
  thing: { name: 'wt-001', type: 'wind-turbine', attributes: { site: 'north' } },
};

interface Statement {
  readonly Effect?: string;
  readonly Action?: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Condition?: object;
}

function document(...statements: readonly Statement[]): string {
  const Statement = statements.map((each) => ({
    Effect: 'Allow',
    Action: 'iot:*',
    Resource: '*',
    ...each,
  }));
  return JSON.stringify({ Version: '2012-10-17', Statement });
}

function allows(
  statements: readonly Statement[],
  resource: string,
  more: { readonly action?: MqttAction; readonly who?: PolicySubject } = {},
): boolean {
  const decide = bindPolicies([compilePolicy(document(...statements))], more.who ?? subject);
  return decide(more.action ?? 'Publish', `${ACCOUNT}:${resource}`);
}

describe('a policy decision', () => {
  it('is no without any policy, and without a matching statement', () => {
    expect(bindPolicies([], subject)('Connect', `${ACCOUNT}:client/wt-001`)).toBe(false);
    expect(allows([{ Action: 'iot:Connect' }], 'topic/a')).toBe(false);
    expect(allows([{ Resource: `${ACCOUNT}:topic/b` }], 'topic/a')).toBe(false);
  });

  it('is no when any statement of any policy denies', () => {
    const allow = compilePolicy(document({}));
    const deny = compilePolicy(document({ Effect: 'Deny', Resource: `${ACCOUNT}:topic/secret/*` }));
    for (const policies of [
      [allow, deny],
      [deny, allow],
    ]) {
      const decide = bindPolicies(policies, subject);
      expect(decide('Publish', `${ACCOUNT}:topic/secret/a`)).toBe(false);
      expect(decide('Publish', `${ACCOUNT}:topic/open/a`)).toBe(true);
    }
  });

  it.each<[string, string | string[], MqttAction, boolean]>([
    ['one action', 'iot:Publish', 'Publish', true],
    ['another action', 'iot:Publish', 'Subscribe', false],
    ['several actions', ['iot:Connect', 'iot:Receive'], 'Receive', true],
    ['a wildcard in the action', 'iot:*Publish', 'RetainPublish', true],
    ['every action', '*', 'Connect', true],
    ['another case', 'iot:publish', 'Publish', true],
  ])('goes by %s', (_, Action, action, expected) => {
    expect(allows([{ Action }], 'topic/a', { action })).toBe(expected);
  });

  it.each([
    ['topic/a/*', 'topic/a/b/c', true],
    ['topic/a/*', 'topic/a/', true],
    ['topic/a/*', 'topic/a', false],
    ['topic/*/c', 'topic/a/b/c', true],
    ['topic/?', 'topic/a', true],
    ['topic/?', 'topic/ab', false],
    ['topic/a.c', 'topic/abc', false],
    ['topic/A', 'topic/a', false],
    ['topicfilter/a/+', 'topicfilter/a/+', true],
    ['topicfilter/a/+', 'topicfilter/a/b', false],
    ['topicfilter/a/#', 'topicfilter/a/b', false],
    ['topicfilter/a/*', 'topicfilter/a/#', true],
    ['topic/${*}/a', 'topic/*/a', true],
    ['topic/${*}/a', 'topic/x/a', false],
    ['topic/${?}', 'topic/?', true],
    ['topic/${$}', 'topic/$', true],
  ])('lets %s cover %s: %s', (pattern, resource, expected) => {
    expect(allows([{ Resource: `${ACCOUNT}:${pattern}` }], resource)).toBe(expected);
  });

  it.each([
    ['${iot:ClientId}', 'wt-001'],
    ['${iot:CertificateId}', 'c0ffee'],
    ['${iot:Certificate.Subject.CommonName}', 'wt-001'],
    ['${iot:Certificate.Subject.CommonName.0}', 'wt-001'],
    ['${iot:Certificate.Subject.Organization}', 'Field'],
    ['${iot:Certificate.Subject.Organization.1}', 'Pumps'],
    ['${iot:Certificate.Issuer.CommonName}', 'local CA'],
    ['${iot:Certificate.SerialNumber}', '0A1B'],
    ['${aws:SourceIp}', '127.0.0.1'],
    ['${iot:Connection.Thing.ThingName}', 'wt-001'],
    ['${iot:Connection.Thing.ThingTypeName}', 'wind-turbine'],
    ['${iot:Connection.Thing.Attributes[site]}', 'north'],
  ])('puts the value in for %s', (variable, value) => {
    expect(allows([{ Resource: `${ACCOUNT}:topic/${variable}/x` }], `topic/${value}/x`)).toBe(true);
    expect(allows([{ Resource: `${ACCOUNT}:topic/${variable}/x` }], 'topic/other/x')).toBe(false);
  });

  it.each([
    '${iot:Connection.Thing.ThingName}',
    '${iot:Connection.Thing.Attributes[none]}',
    '${iot:Nonsense}',
    '${iot:Certificate.Subject.Organization.2}',
    '${iot:Certificate.Subject.Country}',
    '${iot:Certificate.Subject.AlternativeName.DNSName}',
    '${constructor}',
  ])('lets a statement with %s apply to nothing when it has no value', (variable) => {
    const { thing: _, ...who } = subject;
    expect(allows([{ Resource: [`${ACCOUNT}:topic/${variable}`] }], 'topic/', { who })).toBe(false);
    expect(
      allows([{ Resource: [`${ACCOUNT}:topic/${variable}`] }], `topic/${variable}`, { who }),
    ).toBe(false);
  });

  it('takes values literally, so that a client id of wildcards opens nothing', () => {
    const who = { ...subject, clientId: '*' };
    const statement = { Resource: `${ACCOUNT}:topic/\${iot:ClientId}` };
    expect(allows([statement], 'topic/anything', { who })).toBe(false);
    expect(allows([statement], 'topic/*', { who })).toBe(true);
  });

  it.each<[object, boolean]>([
    [{ Bool: { 'iot:Connection.Thing.IsAttached': 'true' } }, true],
    [{ Bool: { 'iot:Connection.Thing.IsAttached': true } }, true],
    [{ Bool: { 'iot:Connection.Thing.IsAttached': ['false'] } }, false],
    [{ StringEquals: { 'iot:Connection.Thing.ThingTypeName': ['pump', 'wind-turbine'] } }, true],
    [{ StringEquals: { 'iot:ClientId': '${iot:Certificate.Subject.CommonName}' } }, true],
    [{ StringEquals: { 'iot:ClientId': 'wt-*' } }, false],
    [{ StringLike: { 'iot:ClientId': 'wt-*' } }, true],
    [{ StringNotLike: { 'iot:ClientId': 'wt-*' } }, false],
    [{ StringNotEquals: { 'iot:ClientId': 'wt-002' } }, true],
    [{ StringEqualsIgnoreCase: { 'iot:ClientId': 'WT-001' } }, true],
    [{ StringNotEqualsIgnoreCase: { 'iot:ClientId': 'WT-001' } }, false],
    [{ IpAddress: { 'aws:SourceIp': '127.0.0.0/8' } }, true],
    [{ IpAddress: { 'aws:SourceIp': ['10.0.0.0/8', '127.0.0.1'] } }, true],
    [{ IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } }, false],
    [{ IpAddress: { 'aws:SourceIp': 'rubbish/8' } }, false],
    [{ NotIpAddress: { 'aws:SourceIp': '127.0.0.0/8' } }, false],
    [{ 'ForAllValues:StringEquals': { 'iot:ConnectAttributes': ['LastWill', 'x'] } }, true],
    [{ 'ForAllValues:StringEquals': { 'iot:ConnectAttributes': 'PersistentConnect' } }, false],
    [{ 'ForAllValues:StringNotEquals': { 'iot:ConnectAttributes': 'PersistentConnect' } }, true],
    [{ 'ForAllValues:StringEquals': { 'iot:Nonsense': 'x' } }, true],
    [{ 'ForAnyValue:StringEquals': { 'iot:Nonsense': 'x' } }, false],
    [
      { 'ForAnyValue:StringEquals': { 'iot:Certificate.Subject.Organization.List': 'Pumps' } },
      true,
    ],
    [
      { 'ForAllValues:StringEquals': { 'iot:Certificate.Subject.Organization.List': 'Pumps' } },
      false,
    ],
    [{ StringEquals: { 'iot:Connection.Thing.Attributes[none]': 'x' } }, false],
    [{ StringNotEquals: { 'iot:Connection.Thing.Attributes[none]': 'x' } }, true],
    [
      {
        StringEquals: { 'iot:ClientId': 'wt-001' },
        Bool: { 'iot:Connection.Thing.IsAttached': 'false' },
      },
      false,
    ],
  ])('holds the condition %j: %s', (Condition, expected) => {
    expect(allows([{ Condition }], 'topic/a')).toBe(expected);
  });
});

describe('a policy document', () => {
  it.each([
    ['no JSON', 'rubbish'],
    ['no statement', '{"Version":"2012-10-17","Statement":[]}'],
    ['another version', document({}).replace('2012-10-17', '2008-10-17')],
    ['a key that is not modelled', document({ NotAction: 'iot:Publish' } as Statement)],
    ['an action of another service', document({ Action: 's3:GetObject' })],
    ['an effect that does not exist', document({ Effect: 'Perhaps' })],
    [
      'a condition operator that is not modelled',
      document({ Condition: { DateLessThan: { 'aws:CurrentTime': 'x' } } }),
    ],
  ])('with %s is refused', (_, text) => {
    expect(() => compilePolicy(text)).toThrow(
      expect.objectContaining({ code: 'MalformedPolicyException' }),
    );
  });

  it('may hold a single statement without a list', () => {
    const text = JSON.stringify({
      Version: '2012-10-17',
      Statement: { Effect: 'Allow', Action: '*', Resource: '*' },
    });
    expect(compilePolicy(text).statements).toHaveLength(1);
  });
});
