import { deviceTopic } from '../../telemetry/topics.ts';

/** Name of the IoT policy that every device's certificate carries. */
export const DEVICE_POLICY_NAME = 'pm-sim-device';

const THING_NAME = '${iot:Connection.Thing.ThingName}';

/**
 * What a device may do, and nothing else: connect under its own thing name with a certificate that is
 * attached to that thing, publish on its own topics (AWS IoT Core developer guide, "Thing policy
 * variables" and "Publish/Subscribe policy examples"), and use its own shadows and jobs
 * (device-shadow-mqtt, jobs-mqtt-api). One document for the whole fleet.
 */
export function devicePolicyDocument(account: {
  readonly region: string;
  readonly accountId: string;
  /** Of the account's ARNs: `aws`, `aws-cn`, `aws-us-gov`. */
  readonly partition?: string;
}): string {
  const { partition = 'aws' } = account;
  const arn = (resource: string): string =>
    `arn:${partition}:iot:${account.region}:${account.accountId}:${resource}`;
  const reserved = (kind: 'topic' | 'topicfilter'): string[] =>
    ['shadow', 'jobs'].map((service) => arn(`${kind}/$aws/things/${THING_NAME}/${service}/*`));
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Action: 'iot:Connect',
        Resource: arn(`client/${THING_NAME}`),
        Condition: { Bool: { 'iot:Connection.Thing.IsAttached': ['true'] } },
      },
      {
        Effect: 'Allow',
        Action: 'iot:Publish',
        Resource: [
          arn(`topic/${deviceTopic('*', THING_NAME, 'telemetry')}`),
          arn(`topic/${deviceTopic('*', THING_NAME, 'status')}`),
          arn(`topic/${deviceTopic('*', THING_NAME, 'alarm')}`),
          arn(`topic/${deviceTopic('*', THING_NAME, 'diagnostics')}`),
        ],
      },
      { Effect: 'Allow', Action: ['iot:Publish', 'iot:Receive'], Resource: reserved('topic') },
      { Effect: 'Allow', Action: 'iot:Subscribe', Resource: reserved('topicfilter') },
    ],
  });
}
