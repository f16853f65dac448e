import { checkReferences } from '../../stack/check-references.ts';
import type { Stack } from '../../stack/stack.ts';
import { alarmResources } from './alarms.ts';
import { bucketResources } from './buckets.ts';
import { checkExpressible } from './check-expressible.ts';
import { ref, type Template } from './cloudformation.ts';
import { dashboardResource } from './dashboard.ts';
import { devicePolicyResource } from './device-policy.ts';
import { functionResources, type CodeKeys } from './functions.ts';
import { mappingResources } from './mappings.ts';
import { partsOf, type Parts } from './parts.ts';
import { queueResources } from './queues.ts';
import { ruleResources } from './rules.ts';
import { streamResources } from './streams.ts';
import { tableResources } from './tables.ts';
import { subscriptionResources, topicResources } from './topics.ts';

export interface TemplateOptions {
  /** What it is for, such as the profile's name; part of the description. */
  readonly title: string;
  readonly codeKeys: CodeKeys;
}

const DEVICE_POLICY = 'DevicePolicy';

/**
 * The stack as a CloudFormation template. Equal stacks give equal templates.
 * @throws PmSimError `template/…` and `stack/unknown-part` naming the part that it cannot express
 */
export function stackTemplate(stack: Stack, { title, codeKeys }: TemplateOptions): Template {
  checkReferences(stack);
  checkExpressible(stack);
  const parts = partsOf(stack);
  return {
    AWSTemplateFormatVersion: '2010-09-09',
    Description: `pm-sim: predictive-maintenance pipeline of ${title}`,
    Parameters: PARAMETERS,
    Resources: {
      ...streamResources(stack.streams, parts),
      ...tableResources(stack.tables, parts),
      ...queueResources(stack.queues, parts),
      ...topicResources(stack, parts),
      ...subscriptionResources(stack.subscriptions, parts),
      ...functionResources(stack.functions, { parts, codeKeys, mappings: stack.mappings }),
      ...mappingResources(stack.mappings, parts),
      ...bucketResources(stack.buckets, parts),
      ...ruleResources(stack.rules, parts),
      [DEVICE_POLICY]: devicePolicyResource(),
      ...alarmResources(stack.alarms, parts),
      Dashboard: dashboardResource(stack, parts),
    },
    Outputs: outputsOf(stack, parts),
  };
}

const PARAMETERS: Template['Parameters'] = {
  ArtifactBucket: {
    Type: 'String',
    Description: 'Bucket with the code of the functions, under the hash of its content',
    AllowedPattern: '[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]',
  },
  RunId: {
    Type: 'String',
    Description: 'Tag of all resources: the deployment that made them',
    Default: 'manual',
    AllowedPattern: '[A-Za-z0-9_.:/=+@-]{1,128}',
  },
};

function outputsOf(stack: Stack, parts: Parts): Template['Outputs'] {
  const named = (
    [
      ['stream', stack.streams],
      ['table', stack.tables],
      ['queue', stack.queues],
      ['bucket', stack.buckets],
      ['topic', stack.topics],
    ] as const
  ).flatMap(([kind, list]) =>
    list.map(({ name }) => {
      const id = parts.id(kind, name);
      return [id, { Description: `The ${kind} ${name}`, Value: ref(id) }] as const;
    }),
  );
  return {
    ...Object.fromEntries(named),
    [DEVICE_POLICY]: {
      Description: "IoT policy for the devices' certificates",
      Value: ref(DEVICE_POLICY),
    },
  };
}
