import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KinesisClient, PutRecordCommand } from '@aws-sdk/client-kinesis';
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetBucketEncryptionCommand,
  GetBucketTaggingCommand,
  GetPublicAccessBlockCommand,
  ListBucketsCommand,
  PutBucketTaggingCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { exitCodeOf } from '../../src/cli/exit-codes.ts';
import { runProgram } from '../../src/cli/program.ts';
import { renderError } from '../../src/cli/render-error.ts';
import type { Episode, ScoredRecord } from '../../src/telemetry/scored.ts';
import { fakeIo } from '../cli/fake-io.ts';
import { http1Handler } from '../cloud/local/kinesis/kinesis-target.ts';
import { startIotFront, type Front } from './iot-front.ts';
import { isMissing, startMoto, type Moto } from './program.ts';

const CREDENTIALS = {
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  AWS_EC2_METADATA_DISABLED: 'true',
};
const REGION = 'eu-west-1';
const IN_REGION = { LocationConstraint: REGION } as const;
const ARTIFACTS = `pm-sim-artifacts-123456789012-${REGION}`;

/**
 * What moto 5.2 lacks, and how it shows here: alarms, topic rules, subscriptions and outputs of stacks
 * are not made; drift is not detected; and a stack with an IoT policy whose name is a function is gone
 * after DeleteStack, which says nevertheless that it failed. Buckets refuse everybody under a policy
 * with a condition, so over plain HTTP none is set.
 */
describe.skipIf(isMissing('moto_server'))('the cloud commands, against moto', () => {
  let moto: Moto;
  let front: Front;
  let here: string;
  let elsewhere: string;

  beforeAll(async () => {
    [here, elsewhere] = await Promise.all([folder(), folder()]);
    moto = await startMoto();
    front = await startIotFront(moto.endpoint);
    for (const [name, value] of Object.entries(CREDENTIALS)) vi.stubEnv(name, value);
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await front?.stop();
    await moto?.stop();
    for (const dir of [here, elsewhere]) await rm(dir, { recursive: true, force: true });
  });

  /** As on the command line; `cwd` is the machine on which it is called. */
  async function pmSim(words: string, cwd = here) {
    vi.stubEnv('HOME', cwd);
    const io = fakeIo({ cwd, env: { AWS_REGION: REGION, AWS_ENDPOINT_URL: front.endpoint } });
    let exitCode: number;
    try {
      exitCode = await runProgram(words.split(' '), io);
    } catch (error) {
      io.stderr.write(renderError(error, { verbose: false }));
      exitCode = exitCodeOf(error);
    }
    return { exitCode, stdout: io.stdout.text(), stderr: io.stderr.text() };
  }

  async function json(words: string, cwd = here): Promise<unknown> {
    const { stdout, stderr, exitCode } = await pmSim(`${words} --json`, cwd);
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
    return JSON.parse(stdout);
  }

  it('asks before it makes the stack, and leaves none when nobody answers', async () => {
    const { exitCode, stderr } = await pmSim('cloud deploy --profile wind-farm');
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/Add\s+TelemetryStream\s+AWS::Kinesis::Stream/);
    expect(stderr).toContain('--yes');
    expect(await pmSim('cloud status')).toMatchObject({ exitCode: 2 });
  });

  it('deploys: shows the changes, tells the events, and says how it ended', async () => {
    const { exitCode, stderr } = await pmSim('cloud deploy --profile wind-farm --yes');
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
    expect(stderr).toMatch(/Add\s+ScoreFunction\s+AWS::Lambda::Function/);
    expect(stderr).toMatch(/CREATE_COMPLETE\s+pm-sim\s+AWS::CloudFormation::Stack/);
  });

  it('keeps the code in a bucket that is encrypted, closed to the public, and tagged', async () => {
    const s3 = new S3Client({ region: REGION, endpoint: moto.endpoint, forcePathStyle: true });
    const Bucket = ARTIFACTS;
    const [access, encryption, tags] = await Promise.all([
      s3.send(new GetPublicAccessBlockCommand({ Bucket })),
      s3.send(new GetBucketEncryptionCommand({ Bucket })),
      s3.send(new GetBucketTaggingCommand({ Bucket })),
    ]);
    s3.destroy();
    const blocked = Object.values(access.PublicAccessBlockConfiguration ?? {});
    expect(blocked).toEqual([true, true, true, true]);
    const [rule] = encryption.ServerSideEncryptionConfiguration?.Rules ?? [];
    expect(rule?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm).toBe('AES256');
    expect(tags.TagSet).toEqual([{ Key: 'pm-sim:project', Value: 'pm-sim' }]);
  });

  it('shows the stack with its parts, their states and where devices connect', async () => {
    expect(await json('cloud status')).toMatchObject({
      name: 'pm-sim',
      status: 'CREATE_COMPLETE',
      parts: expect.arrayContaining([
        expect.objectContaining({
          logicalId: 'TelemetryStream',
          physicalId: 'pm-sim-telemetry',
          status: 'CREATE_COMPLETE',
        }),
      ]) as unknown,
      ringing: [],
      alerts: [],
      devices: 0,
      mqttEndpoint: expect.stringContaining(`.iot.${REGION}.`) as unknown,
    });
  });

  it('says that moto detects no drift', async () => {
    const { exitCode, stderr } = await pmSim('cloud status --drift');
    expect(exitCode).toBe(3);
    expect(stderr).toContain('does not detect drift');
  });

  it('finds no difference to what was deployed, and a second deployment changes nothing', async () => {
    const same = await pmSim('cloud diff --profile wind-farm --fail-on-change');
    expect(same).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('no change') });
    const again = await json('cloud deploy --profile wind-farm --yes');
    expect(again).toMatchObject({ changed: false, changes: [] });
  });

  it('shows one property for a changed threshold, and none once that is deployed', async () => {
    const changed = '--profile wind-farm --set scoring.threshold.zFactor=2';
    expect(await json(`cloud diff ${changed}`)).toMatchObject({
      exists: true,
      changes: [
        {
          part: 'ScoreFunction',
          path: ['Environment', 'Variables', 'SCORING', 'threshold', 'zFactor'],
          before: 1,
          after: 2,
        },
      ],
    });
    expect(await pmSim(`cloud diff ${changed} --fail-on-change`)).toMatchObject({ exitCode: 99 });
    const updated = await json(`cloud deploy ${changed} --yes`);
    expect(updated).toMatchObject({
      status: 'UPDATE_COMPLETE',
      changes: [{ action: 'Modify', logicalId: 'ScoreFunction' }],
    });
    expect(await pmSim(`cloud diff ${changed} --fail-on-change`)).toMatchObject({ exitCode: 0 });
  });

  it('provisions twenty devices', async () => {
    const { exitCode, stderr } = await pmSim('provision create -c 20 --target aws');
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
    expect(await readdir(join(here, 'certs'))).toHaveLength(20);
    expect(await json('cloud status')).toMatchObject({ devices: 20 });
    expect(await json('cloud orphans')).toEqual([]);
  });

  it('tails the anomaly stream, and goes on where the last one ended', async () => {
    await putScored(moto.endpoint, [
      scored('wt-001', 'opened'),
      scored('wt-001', 'opened'),
      scored('wt-002', 'ongoing'),
      scored('wt-001', 'closed'),
    ]);
    const tail = 'tail --target aws --no-follow --json';
    const entries = (await pmSim(tail)).stdout.trimEnd().split('\n');
    expect(entries.map((line): unknown => JSON.parse(line))).toMatchObject([
      { type: 'opened', alert: { id: 'wt-001#b1#7', severity: 'high', source: 'cloud' } },
      { type: 'closed', id: 'wt-001#b1#7' },
    ]);
    expect(await pmSim(tail)).toMatchObject({ exitCode: 0, stdout: '' });
    await putScored(moto.endpoint, [scored('wt-003', 'opened')]);
    expect((await pmSim('tail --target aws --count 1 --timeout 20s')).stdout).toContain('wt-003');
    const again = (await pmSim(`${tail} --since 2020-01-01`)).stdout.trimEnd().split('\n');
    expect(again).toHaveLength(3);
  });

  it('takes everything away from another machine, devices first', async () => {
    const first = await pmSim('cloud destroy --yes', elsewhere);
    expect(first.stderr).toContain('20 devices of the group pm-sim, and 20 certificates');
    // moto fails when all is deleted but the IoT policy; what an interrupted destroy left goes now.
    expect(first.exitCode).toBe(3);
    expect(await json('cloud destroy --yes', elsewhere)).toMatchObject({ objects: 2 });
    const nothing = await pmSim('cloud destroy --yes', elsewhere);
    expect(nothing.stderr).toContain('There is nothing of the stack pm-sim.');
  });

  it('finds no orphans then', async () => {
    expect(await json('cloud orphans', elsewhere)).toEqual([]);
  });

  it('finds a bucket that keeps versions, empties it and takes it away', async () => {
    const s3 = new S3Client({ region: REGION, endpoint: moto.endpoint, forcePathStyle: true });
    const Bucket = 'left-behind';
    await s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: IN_REGION }));
    const VersioningConfiguration = { Status: 'Enabled' as const };
    await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
    for (const Body of ['old', 'new'])
      await s3.send(new PutObjectCommand({ Bucket, Key: 'a', Body }));
    await s3.send(new DeleteObjectCommand({ Bucket, Key: 'a' }));
    expect(await json('cloud orphans', elsewhere)).toEqual([]);
    const TagSet = [{ Key: 'pm-sim:project', Value: 'pm-sim' }];
    await s3.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet } }));
    expect(await json('cloud orphans --delete --yes', elsewhere)).toEqual([
      { kind: 'bucket', name: Bucket, by: 'tag', deleted: true },
    ]);
    expect((await s3.send(new ListBucketsCommand({}))).Buckets).toEqual([]);
    s3.destroy();
  });

  it('finds devices that no stack owns, and what they had, and takes them away', async () => {
    await pmSim('provision create a b --target aws');
    const deployed = await pmSim('cloud deploy --profile wind-farm --yes');
    expect(deployed).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('provision rm'),
    });
    await pmSim('cloud orphans --delete --yes');
    await pmSim('provision create a b --target aws');
    const kinds = ['thing', 'thing', 'thing group', 'certificate', 'certificate', 'IoT policy'];
    const found = await json('cloud orphans', elsewhere);
    expect(found).toMatchObject([...kinds, 'thing type'].map((kind) => ({ kind, deleted: false })));
    expect(await pmSim('cloud orphans --delete', elsewhere)).toMatchObject({ exitCode: 2 });
    expect(await json('cloud orphans --delete --yes', elsewhere)).toHaveLength(7);
    expect(await json('cloud orphans', elsewhere)).toEqual([]);
  });
});

async function putScored(endpoint: string, records: readonly ScoredRecord[]): Promise<void> {
  const kinesis = new KinesisClient({ region: REGION, endpoint, ...http1Handler() });
  for (const record of records) {
    const Data = Buffer.from(JSON.stringify(record));
    const at = { StreamName: 'pm-sim-scored', PartitionKey: record.device };
    await kinesis.send(new PutRecordCommand({ ...at, Data }));
  }
  kinesis.destroy();
}

function scored(device: string, transition: Episode['transition']): ScoredRecord {
  const openedAt = Date.UTC(2026, 0, 1);
  return {
    device,
    site: 'ridge',
    serial: `sn-${device}`,
    boot: 'b1',
    seq: 7,
    ts: openedAt,
    ready: true,
    score: 3,
    threshold: 2,
    anomalous: true,
    values: {},
    attribution: [],
    episode: {
      id: `${device}#b1#7`,
      transition,
      openedAt,
      severity: 'high',
      metric: 'gear_oil_c',
      value: 80,
      reason: 'The oil is warm.',
    },
  };
}

function folder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'pm-sim-cloud-'));
}
