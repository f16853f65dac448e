import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DescribeEndpointCommand, IoTClient, type IoTClientConfig } from '@aws-sdk/client-iot';
import { STSClient } from '@aws-sdk/client-sts';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { callerAccount } from '../../cloud/aws/deploy/caller-account.ts';
import { sdkIdentities } from '../../cloud/aws/sdk-identities.ts';
import { devicePolicyDocument } from '../../cloud/stack/device-policy.ts';
import { messageOf, PmSimError } from '../../runtime/errors.ts';
import type { ScoredRecord } from '../../telemetry/scored.ts';
import { createAlertDesk } from '../compose/alert-desk.ts';
import type { OpenTwin, Pipeline as CloudPipeline } from '../compose/open-twin.ts';
import type { RunCloud } from '../compose/run-cloud.ts';
import type { ExitCode } from '../exit-codes.ts';
import type { CliIo } from '../io.ts';
import type { RunOnAws } from '../options/run-options.ts';
import { awsConfig } from './aws-config.ts';
import { kinesisClient } from './kinesis-client.ts';
import { withAws, type AwsSession } from './open-aws.ts';
import { approveRun, type RunToApprove } from './approve-run.ts';
import { alertEventOf } from './scored-alerts.ts';
import { stackPartNames, type PartNames } from './stack-parts.ts';

export interface AwsRunRequest extends Omit<RunToApprove, 'maxCostUsd'> {
  readonly aws: RunOnAws;
  readonly twin: { readonly stateDir: string };
}

/** MQTT over mutual TLS (AWS IoT developer guide, "Device communication protocols"). */
const MQTT_PORT = 8_883;

/**
 * Runs something against the pipeline of a deployed stack, once quotas and cost have been approved.
 * @throws PmSimError `quota/exceeded`, `cost/too-high`, `cloud/no-stack`
 */
export async function withPipelineOnAws(
  request: AwsRunRequest,
  io: CliIo,
  run: (cloud: RunCloud) => Promise<ExitCode>,
): Promise<ExitCode> {
  const { aws: target, twin } = request;
  await approveRun({ ...request, maxCostUsd: target.maxCostUsd }, io);
  // The session listens for Ctrl+C itself, and drains before clients are ended.
  const { signal } = new AbortController();
  return withAws({ place: target.place, io, signal }, async (aws) => {
    const parts = await stackPartNames(aws, target.stack);
    return run({
      openTwin: pipelineOpener(aws, { target, parts, iot: awsConfig(target.place, io.env, 'IOT') }),
      link: {
        // The twin's certificates are another authority's, so they lie beside these.
        stateDir: join(twin.stateDir, `aws-${target.stack}`),
        policyName: parts('DevicePolicy'),
        thingGroup: target.stack,
      },
    });
  });
}

interface Pipeline {
  readonly target: RunOnAws;
  readonly parts: PartNames;
  readonly iot: IoTClientConfig;
}

/** The deployed pipeline, as a session sees a cloud. */
function pipelineOpener(aws: AwsSession, { target, parts, iot }: Pipeline): OpenTwin {
  return async ({ onAlert, tell }) => {
    const client = aws.client(() => new IoTClient(iot));
    const [{ endpointAddress = '' }, account, caPem] = await Promise.all([
      client.send(new DescribeEndpointCommand({ endpointType: 'iot:Data-ATS' })),
      callerAccount(aws.client((config) => new STSClient(config), 'STS')),
      authority(target),
    ]);
    const [host = '', port] = endpointAddress.split(':');
    const table = parts('AlertsTable');
    const dynamo = DynamoDBDocumentClient.from(
      aws.client((config) => new DynamoDBClient(config), 'DYNAMODB'),
    );
    const pipeline: CloudPipeline = {
      kinesis: kinesisClient(aws),
      scoredStream: parts('ScoredStream'),
      scoredFrom: 'LATEST',
      // What is under way shows when it has been scored: the reader of the scored stream waits for it.
      drain: () => Promise.resolve(true),
    };
    let scored = 0;
    return {
      host,
      mqttPort: port === undefined ? MQTT_PORT : Number(port),
      caPem,
      clock: aws.clock,
      identities: sdkIdentities(client),
      devicePolicy: devicePolicyDocument(account),
      alerts: createAlertDesk(dynamo, table),
      onScored(record: ScoredRecord) {
        scored += 1;
        const event = alertEventOf(record);
        if (event?.type === 'alert') onAlert(event.alert);
        else if (event !== undefined) tell(event);
      },
      // What was scored has come through the rule; AWS counts its own at the minute only.
      routed: () => scored,
      // The clock of this machine may not be that of AWS.
      followsFromNow: true,
      openPipeline: () => Promise.resolve(pipeline),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    };
  };
}

/** The roots that Node trusts have Amazon's among them. */
async function authority({ caFile }: RunOnAws): Promise<string> {
  if (caFile === undefined) return rootCertificates.join('\n');
  return readFile(caFile, 'utf8').catch((cause: unknown) => {
    throw new PmSimError('options/invalid', `Cannot read ${caFile}: ${messageOf(cause)}.`, {
      hint: 'Name a PEM file with --ca, or leave it out for AWS.',
      cause,
    });
  });
}
