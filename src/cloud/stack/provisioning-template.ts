interface Place {
  readonly region: string;
  readonly accountId: string;
  /** Of the account's ARNs: `aws`, `aws-cn`, `aws-us-gov`. */
  readonly partition?: string;
}

/** What a template gives to every device. */
export interface TemplateContent {
  readonly thingType: string;
  readonly thingGroup: string;
  /** Names of policies that exist. */
  readonly policyNames: readonly string[];
}

/**
 * Body of a fleet provisioning template (AWS IoT developer guide, provision-template): the device
 * names its thing. A device that comes again, with another certificate, keeps its thing.
 */
export function provisioningTemplateBody(content: TemplateContent): string {
  const policies = content.policyNames.map((PolicyName, at) => [
    `policy${at + 1}`,
    { Type: 'AWS::IoT::Policy', Properties: { PolicyName } },
  ]);
  return JSON.stringify({
    Parameters: { ThingName: { Type: 'String' } },
    Resources: {
      thing: {
        Type: 'AWS::IoT::Thing',
        Properties: {
          ThingName: { Ref: 'ThingName' },
          ThingTypeName: content.thingType,
          ThingGroups: [content.thingGroup],
        },
        OverrideSettings: {
          AttributePayload: 'MERGE',
          ThingTypeName: 'DO_NOTHING',
          ThingGroups: 'DO_NOTHING',
        },
      },
      certificate: {
        Type: 'AWS::IoT::Certificate',
        Properties: { CertificateId: { Ref: 'AWS::IoT::Certificate::Id' }, Status: 'ACTIVE' },
      },
      ...(Object.fromEntries(policies) as object),
    },
  });
}

/**
 * What a claim may do, and nothing else: connect under any name, and have a certificate issued and
 * provisioned by one template (developer guide, provision-wo-cert, "Provisioning by claim").
 */
export function claimPolicyDocument(place: Place, template: string): string {
  const connect = { Effect: 'Allow', Action: 'iot:Connect', Resource: arnOf(place, 'client/*') };
  return documentOf([connect, ...exchangeStatements(place, template)]);
}

/**
 * What a device needs besides its own policy to replace its certificate by that template. It could
 * name another thing there; on AWS a pre-provisioning hook is what prevents that.
 */
export function rotationPolicyDocument(place: Place, template: string): string {
  return documentOf(exchangeStatements(place, template));
}

function exchangeStatements(place: Place, template: string): object[] {
  const names = [
    '$aws/certificates/create-from-csr/*',
    `$aws/provisioning-templates/${template}/provision/*`,
  ];
  return [
    {
      Effect: 'Allow',
      Action: ['iot:Publish', 'iot:Receive'],
      Resource: names.map((name) => arnOf(place, `topic/${name}`)),
    },
    {
      Effect: 'Allow',
      Action: 'iot:Subscribe',
      Resource: names.map((name) => arnOf(place, `topicfilter/${name}`)),
    },
  ];
}

function documentOf(statements: readonly object[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: statements });
}

function arnOf({ partition = 'aws', region, accountId }: Place, resource: string): string {
  return `arn:${partition}:iot:${region}:${accountId}:${resource}`;
}
