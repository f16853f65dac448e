import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  createChangeSet,
  type CloudFormationContext,
} from '../../../../src/cloud/aws/deploy/change-set.ts';
import { followStack } from '../../../../src/cloud/aws/deploy/follow-stack.ts';
import { detectDrift } from '../../../../src/cloud/aws/status/drift.ts';
import { maxSpeedClock, type Clock } from '../../../../src/runtime/clock.ts';
import { createDisposal, type Disposal } from '../../../../src/runtime/disposal.ts';
import { startAwsStub, type Answers, type AwsStub } from '../../../cli/cloud/aws-stub.ts';

let disposal: Disposal;
beforeEach(() => {
  disposal = createDisposal();
});
afterEach(() => disposal.dispose());

/** CloudFormation that answers so, and a clock on which waiting takes no time. */
async function bench(
  answers: Answers,
): Promise<CloudFormationContext & { readonly stub: AwsStub }> {
  const stub = disposal.use(await startAwsStub(answers));
  const cloudFormation = new CloudFormationClient({
    region: 'eu-west-1',
    endpoint: stub.url,
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  });
  disposal.defer(() => cloudFormation.destroy());
  const { signal } = new AbortController();
  return { stub, cloudFormation, clock: maxSpeedClock(0), signal };
}

/** A clock on which every wait takes a quarter of an hour. */
function slowClock(): Clock {
  let now = 0;
  return {
    now: () => now,
    sleepUntil(ts) {
      now = Math.max(now, ts) + 900_000;
      return Promise.resolve();
    },
  };
}

const REQUEST = {
  stackName: 'pm-sim',
  name: 'change-1',
  type: 'UPDATE',
  template: { body: '{}' },
  parameters: { RunId: 'r1' },
} as const;

const CREATED = '<Id>arn:change</Id>';

function change(id: string): string {
  return (
    `<member><ResourceChange><Action>Modify</Action><LogicalResourceId>${id}</LogicalResourceId>` +
    '<ResourceType>AWS::X::Y</ResourceType><Replacement>False</Replacement></ResourceChange></member>'
  );
}

describe('a change set', () => {
  it('is waited for, and read page by page', async () => {
    const context = await bench({
      CreateChangeSet: CREATED,
      DescribeChangeSet: [
        '<Status>CREATE_PENDING</Status>',
        '<Status>CREATE_COMPLETE</Status>',
        `<Changes>${change('One')}</Changes><NextToken>more</NextToken>`,
        `<Changes>${change('Two')}</Changes>`,
      ],
    });
    const changeSet = await createChangeSet(context, REQUEST);
    expect(changeSet?.changes.map(({ logicalId }) => logicalId)).toEqual(['One', 'Two']);
    expect(changeSet?.changes[0]).toMatchObject({ action: 'Modify', replacement: 'False' });
  });

  it('without a change is none, and does not stay', async () => {
    const context = await bench({
      CreateChangeSet: CREATED,
      DescribeChangeSet:
        '<Status>FAILED</Status><StatusReason>The submitted information didn\'t contain changes.</StatusReason>', // prettier-ignore
      DeleteChangeSet: '',
    });
    expect(await createChangeSet(context, REQUEST)).toBeUndefined();
    expect(context.stub.calls).toContain('DeleteChangeSet');
  });

  it('that CloudFormation refuses is told with its reason', async () => {
    const context = await bench({
      CreateChangeSet: CREATED,
      DescribeChangeSet: '<Status>FAILED</Status><StatusReason>No such bucket.</StatusReason>',
      DeleteChangeSet: '',
    });
    await expect(createChangeSet(context, REQUEST)).rejects.toMatchObject({
      code: 'cloud/change-set',
      message: expect.stringContaining('No such bucket.') as string,
    });
  });

  it('is not waited for longer than five minutes', async () => {
    const context = await bench({
      CreateChangeSet: CREATED,
      DescribeChangeSet: '<Status>CREATE_IN_PROGRESS</Status>',
    });
    const slow = { ...context, clock: slowClock() };
    await expect(createChangeSet(slow, REQUEST)).rejects.toMatchObject({
      code: 'timeout/change-set',
    });
  });
});

function stack(status: string): string {
  return (
    '<Stacks><member><StackName>pm-sim</StackName><StackId>arn:stack</StackId>' +
    `<StackStatus>${status}</StackStatus></member></Stacks>`
  );
}

/** Newest first, as AWS tells them; one that is called `end` is the stack's own. */
function events(...ids: readonly string[]): string {
  const members = ids.map((id) => {
    const type = id === 'end' ? 'AWS::CloudFormation::Stack' : 'AWS::X::Y';
    const status = id === 'end' ? 'UPDATE_COMPLETE' : 'UPDATE_IN_PROGRESS';
    return `<member><EventId>${id}</EventId><ResourceType>${type}</ResourceType><ResourceStatus>${status}</ResourceStatus></member>`;
  });
  return `<StackEvents>${members.join('')}</StackEvents>`;
}

function ignore(): void {
  // Nobody looks at these events.
}

describe('a stack at work', () => {
  it('is told event by event, oldest first, until it has ended', async () => {
    const context = await bench({
      // As before the update, which has not begun; then in the middle of it; then as it became.
      DescribeStacks: ['CREATE_COMPLETE', 'UPDATE_IN_PROGRESS', 'UPDATE_COMPLETE'].map(stack),
      DescribeStackEvents: [
        events('1', '0'),
        events('3', '2', '1', '0'),
        events('end', '4', '3', '2', '1', '0'),
      ],
    });
    const told: string[] = [];
    const onEvent = ({ id }: { readonly id: string }): void => void told.push(id);
    const end = await followStack({ ...context, stackId: 'arn:stack', after: '1', onEvent });
    expect(told).toEqual(['2', '3', '4', 'end']);
    expect(end?.status).toBe('UPDATE_COMPLETE');
  });

  it('is nothing when it is gone', async () => {
    const context = await bench({ DescribeStackEvents: events('1') });
    const end = await followStack({
      ...context,
      stackId: 'arn:stack',
      after: '1',
      onEvent: ignore,
    });
    expect(end).toBeUndefined();
  });

  it('is not waited for longer than half an hour', async () => {
    const context = await bench({
      DescribeStacks: stack('CREATE_IN_PROGRESS'),
      DescribeStackEvents: events('1'),
    });
    const slow = { ...context, clock: slowClock() };
    const end = followStack({ ...slow, stackId: 'arn:stack', after: '1', onEvent: ignore });
    await expect(end).rejects.toMatchObject({ code: 'timeout/stack' });
  });
});

describe('drift', () => {
  it('is waited for, and told with the properties that differ', async () => {
    const context = await bench({
      DetectStackDrift: '<StackDriftDetectionId>d1</StackDriftDetectionId>',
      DescribeStackDriftDetectionStatus: [
        '<DetectionStatus>DETECTION_IN_PROGRESS</DetectionStatus>',
        '<DetectionStatus>DETECTION_COMPLETE</DetectionStatus>',
      ],
      DescribeStackResourceDrifts:
        '<StackResourceDrifts><member><LogicalResourceId>Queue</LogicalResourceId>' +
        '<StackResourceDriftStatus>MODIFIED</StackResourceDriftStatus><PropertyDifferences><member>' +
        '<PropertyPath>/MessageRetentionPeriod</PropertyPath></member></PropertyDifferences>' +
        '</member></StackResourceDrifts>',
    });
    expect(await detectDrift(context, 'pm-sim')).toEqual([
      { logicalId: 'Queue', status: 'MODIFIED', properties: ['/MessageRetentionPeriod'] },
    ]);
  });
});
