import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DescribeEndpointCommand, IoTClient } from '@aws-sdk/client-iot';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { findStack, partsOfStack, type StackPart } from '../../cloud/aws/deploy/deployed-stack.ts';
import { membersOf } from '../../cloud/aws/retire.ts';
import { detectDrift } from '../../cloud/aws/status/drift.ts';
import { ringingAlarms, streamLags } from '../../cloud/aws/status/stream-lag.ts';
import type { Alert } from '../../telemetry/alert.ts';
import type { StackReport } from '../cloud/stack-report.ts';
import { statusText } from '../cloud/status-text.ts';
import { withAws, type AwsSession } from '../cloud/open-aws.ts';
import { noStack } from '../cloud/stack-parts.ts';
import { createAlertDesk } from '../compose/alert-desk.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { wantsColour, type CliIo } from '../io.ts';
import type { StatusOptions } from '../options/aws-options.ts';
import { createStyle } from '../style.ts';

/** Alerts that are shown. */
const ALERTS_SHOWN = 5;

/** `pm-sim cloud status`: 0 for a stack that stands, 1 for one that failed. */
export async function cloudStatusCommand(options: StatusOptions, io: CliIo): Promise<ExitCode> {
  using interrupt = io.watchInterrupts();
  const { signal } = interrupt;
  const { place } = options;
  const report = await withAws({ place, io, signal }, (aws) => look(aws, options, io));
  if (options.json) io.stdout.write(`${JSON.stringify(report)}\n`);
  else {
    const style = createStyle(wantsColour(io.stdout, io.env));
    for (const line of statusText(report, { style, now: io.now() })) io.stdout.write(`${line}\n`);
  }
  return /FAILED|ROLLBACK/u.test(report.status) ? EXIT.failure : EXIT.ok;
}

async function look(aws: AwsSession, options: StatusOptions, io: CliIo): Promise<StackReport> {
  const { clock, signal, random } = aws;
  const cloudFormation = aws.client((config) => new CloudFormationClient(config));
  const iot = aws.client((config) => new IoTClient(config));
  const stack = await findStack(cloudFormation, options.stack);
  if (stack === undefined) throw noStack(options.stack);
  const parts = await partsOfStack(cloudFormation, stack.id);
  const context = { cloudFormation, clock, signal };
  const cloudWatch = aws.client((config) => new CloudWatchClient(config));
  const [lags, ringing, alerts, devices, endpoint, drifted] = await Promise.all([
    streamLags(cloudWatch, { parts, now: io.now() }),
    ringingAlarms(cloudWatch, stack.name),
    lastAlerts(aws, parts),
    membersOf({ iot, clock, random, signal }, options.group),
    iot.send(new DescribeEndpointCommand({ endpointType: 'iot:Data-ATS' })),
    options.drift ? detectDrift(context, stack.name) : undefined,
  ]);
  const { endpointAddress } = endpoint;
  const { name, status, reason, changedAt, outputs } = stack;
  return {
    name,
    status,
    ...(reason === undefined ? {} : { reason }),
    ...(changedAt === undefined ? {} : { changedAt }),
    outputs: Object.fromEntries(outputs),
    parts,
    ...(drifted === undefined ? {} : { drifted }),
    lags,
    ringing,
    alerts,
    devices: devices.length,
    ...(endpointAddress === undefined ? {} : { mqttEndpoint: endpointAddress }),
  };
}

/** The newest alerts; none while there is no table. */
async function lastAlerts(aws: AwsSession, parts: readonly StackPart[]): Promise<readonly Alert[]> {
  const table = parts.find(({ logicalId }) => logicalId === 'AlertsTable')?.physicalId ?? '';
  if (table === '') return [];
  const client = aws.client((config) => new DynamoDBClient(config));
  const desk = createAlertDesk(DynamoDBDocumentClient.from(client), table);
  return (await desk.list()).slice(0, ALERTS_SHOWN);
}
