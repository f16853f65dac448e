import { join } from 'node:path';
import { once } from 'node:events';
import { IoTClient, CreateJobCommand, DescribeJobExecutionCommand } from '@aws-sdk/client-iot';
import { iot, iotjobs, iotshadow, mqtt5 } from 'aws-iot-device-sdk-v2';
import { describe, expect, it } from 'vitest';
import { provisionDevices } from '../../../src/cloud/aws/things.ts';
import type { Twin } from '../../../src/cloud/local/twin.ts';
import {
  DEVICE_POLICY_NAME,
  devicePolicyDocument,
} from '../../../src/cloud/stack/device-policy.ts';
import { systemClock } from '../../../src/runtime/clock.ts';
import { createRandom } from '../../../src/runtime/random.ts';
import { bench } from './twin-fixture.ts';

const place = bench();
const thingName = 'wt-001';
const LIMITS = {
  maxRequestResponseSubscriptions: 6,
  maxStreamingSubscriptions: 2,
  operationTimeoutInSeconds: 20,
};

/** A device on AWS's own client, with the policy that pm-sim gives its devices. */
async function connect(twin: Twin) {
  const [identity] = await provisionDevices({
    iot: new IoTClient(twin.clientDefaults),
    names: [thingName],
    policyName: DEVICE_POLICY_NAME,
    policyDocument: devicePolicyDocument(twin.account),
    certsDir: join(place.folder, 'certs'),
    clock: systemClock(),
    random: createRandom('provision'),
  });
  const config = iot.AwsIotMqtt5ClientConfigBuilder.newDirectMqttBuilderWithMtlsFromMemory(
    twin.mqtt.host,
    identity?.certificatePem ?? '',
    identity?.privateKeyPem ?? '',
  )
    .withCertificateAuthority(twin.caPem)
    .withPort(twin.mqtt.port)
    .withConnectProperties({ clientId: thingName, keepAliveIntervalSeconds: 60 })
    .build();
  const client = new mqtt5.Mqtt5Client(config);
  const connected = once(client, 'connectionSuccess');
  client.start();
  await connected;
  return Object.assign(client, {
    async [Symbol.asyncDispose]() {
      const stopped = once(client, 'stopped');
      client.stop();
      await stopped;
      client.close();
    },
  });
}

describe("AWS's own clients of shadows and jobs", () => {
  it('update, get and delete a named shadow, and are told of differences', async () => {
    const twin = await place.start();
    await using client = await connect(twin);
    const shadows = iotshadow.IotShadowClientv2.newFromMqtt5(client, LIMITS);
    const which = { thingName, shadowName: 'pm-sim' };
    await expect(shadows.getNamedShadow(which)).rejects.toMatchObject({
      modeledError: { code: 404 },
    });
    const deltas = shadows.createNamedShadowDeltaUpdatedStream(which);
    const subscribed = once(deltas, 'subscriptionStatus');
    deltas.open();
    await subscribed;
    const told = once(deltas, 'incomingPublish') as Promise<[{ message: object }]>;
    const desired = { limits: { temp_c: { above: 70 } } };
    expect(await shadows.updateNamedShadow({ ...which, state: { desired } })).toMatchObject({
      state: { desired },
      version: 1,
    });
    expect((await told)[0].message).toMatchObject({ state: desired, version: 1 });
    expect(await shadows.getNamedShadow(which)).toMatchObject({
      state: { desired, delta: desired },
      version: 1,
    });
    const stale = shadows.updateNamedShadow({ ...which, state: { desired: {} }, version: 7 });
    await expect(stale).rejects.toMatchObject({ modeledError: { code: 409 } });
    expect(await shadows.deleteNamedShadow(which)).toMatchObject({ version: 1 });
    deltas.close();
    shadows.close();
  });

  it('start a job, report on it, and are refused a second end', async () => {
    const twin = await place.start();
    await using client = await connect(twin);
    const cloud = new IoTClient(twin.clientDefaults);
    const jobs = iotjobs.IotJobsClientv2.newFromMqtt5(client, LIMITS);
    const next = jobs.createNextJobExecutionChangedStream({ thingName });
    const subscribed = once(next, 'subscriptionStatus');
    next.open();
    await subscribed;
    const told = once(next, 'incomingPublish') as Promise<[{ message: object }]>;
    const jobId = 'j1';
    await cloud.send(
      new CreateJobCommand({
        jobId,
        targets: [`arn:aws:iot:us-east-1:000000000000:thing/${thingName}`],
        document: '{"operation":"diagnostics"}',
      }),
    );
    expect((await told)[0].message).toMatchObject({ execution: { jobId, status: 'QUEUED' } });
    const started = await jobs.startNextPendingJobExecution({ thingName });
    expect(started.execution).toMatchObject({
      jobId,
      status: 'IN_PROGRESS',
      jobDocument: { operation: 'diagnostics' },
    });
    const end = { thingName, jobId, status: iotjobs.model.JobStatus.SUCCEEDED };
    const details = { statusDetails: { bytes: '9' }, expectedVersion: 2 };
    await jobs.updateJobExecution({ ...end, ...details });
    await expect(jobs.updateJobExecution(end)).rejects.toMatchObject({
      modeledError: { code: 'InvalidStateTransition', executionState: { status: 'SUCCEEDED' } },
    });
    expect(await jobs.getPendingJobExecutions({ thingName })).toMatchObject({
      inProgressJobs: [],
      queuedJobs: [],
    });
    const { execution } = await cloud.send(new DescribeJobExecutionCommand({ thingName, jobId }));
    expect(execution).toMatchObject({
      status: 'SUCCEEDED',
      statusDetails: { detailsMap: { bytes: '9' } },
      versionNumber: 3,
    });
    next.close();
    jobs.close();
  });
});
