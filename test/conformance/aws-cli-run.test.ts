import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LOCAL_ACCOUNT } from '../../src/cloud/local/identity/arn.ts';
import { openWorkplace, type Running, type Workplace } from '../e2e/cli-run.ts';
import { isMissing, runAws } from './program.ts';

/** Everything is published, so that every stage has something to show at once. */
const FARM = 'run --profile wind-farm -c 2 --seed 1 --speed 100 --set edge.filters=[]';

const { region, accountId } = LOCAL_ACCOUNT;

describe.skipIf(isMissing('aws'))('the AWS CLI against a run that is up', () => {
  let place: Workplace;
  let running: Running;
  let endpoint: string;

  beforeAll(async () => {
    place = await openWorkplace();
    running = place.start(`${FARM} --aws-port 0 --json`);
    const { awsPort } = await running.event('started');
    endpoint = `http://127.0.0.1:${awsPort}`;
    await running.event('progress', ({ counters }) => (counters.scored ?? 0) > 20);
  });

  afterAll(async () => {
    running.io.interrupt();
    await running.finished;
    await place[Symbol.asyncDispose]();
  });

  const aws = async <T>(line: string): Promise<T> => (await runAws(endpoint, line.split(' '))) as T;

  it('is told whose account it is', async () => {
    expect(await aws('sts get-caller-identity')).toMatchObject({ Account: accountId });
  });

  it("scans the detectors' states, one item a device", async () => {
    const scan = await aws<Scan>('dynamodb scan --table-name device-state');
    expect(scan.Items.map(({ device }) => device).toSorted(byName)).toEqual([
      { S: 'wt-001' },
      { S: 'wt-002' },
    ]);
  });

  it.each(['telemetry', 'scored'])('reads the records of the stream %s', async (stream) => {
    const shards = await aws<Shards>(`kinesis list-shards --stream-name ${stream}`);
    const shard = shards.Shards[0]?.ShardId ?? '';
    const { ShardIterator } = await aws<Iterator>(
      `kinesis get-shard-iterator --stream-name ${stream} --shard-id ${shard} --shard-iterator-type TRIM_HORIZON`,
    );
    const { Records } = await aws<Records>(
      `kinesis get-records --limit 100 --shard-iterator ${ShardIterator}`,
    );
    expect(Records.length).toBeGreaterThan(0);
    expect(Records.map(({ Data }) => seqOf(Data)).slice(0, 1)).toEqual([1]);
    expect(new Set(Records.map(({ PartitionKey }) => PartitionKey))).toEqual(
      new Set(['wt-001', 'wt-002']),
    );
  });

  it('lists the topics of alerts and of alarms', async () => {
    const arn = `arn:aws:sns:${region}:${accountId}`;
    expect(await aws('sns list-topics')).toEqual({
      Topics: [{ TopicArn: `${arn}:alerts` }, { TopicArn: `${arn}:operations` }],
    });
  });

  it('lists the devices as things, and their certificates as active', async () => {
    const { things } = await aws<Things>('iot list-things');
    expect(things.map(({ thingName }) => thingName)).toEqual(['wt-001', 'wt-002']);
    const { certificates } = await aws<Certificates>('iot list-certificates');
    expect(certificates.map(({ status }) => status)).toEqual(['ACTIVE', 'ACTIVE']);
  });

  it('reads the queues of what failed, which are empty', async () => {
    const { QueueUrls } = await aws<Queues>('sqs list-queues');
    const queue = QueueUrls.find((url) => url.endsWith('/unscored-records')) ?? '';
    const attributes = '--attribute-names ApproximateNumberOfMessages';
    expect(await aws(`sqs get-queue-attributes --queue-url ${queue} ${attributes}`)).toEqual({
      Attributes: { ApproximateNumberOfMessages: '0' },
    });
  });
});

interface Scan {
  readonly Items: readonly { readonly device: { readonly S: string } }[];
}
interface Shards {
  readonly Shards: readonly { readonly ShardId: string }[];
}
interface Iterator {
  readonly ShardIterator: string;
}
interface Records {
  readonly Records: readonly { readonly Data: string; readonly PartitionKey: string }[];
}
interface Things {
  readonly things: readonly { readonly thingName: string }[];
}
interface Certificates {
  readonly certificates: readonly { readonly status: string }[];
}
interface Queues {
  readonly QueueUrls: readonly string[];
}

function byName(a: { readonly S: string }, b: { readonly S: string }): number {
  return a.S < b.S ? -1 : 1;
}

/** Version 1 of the CLI gives the data as text, version 2 as base64. */
function seqOf(data: string): number {
  const text = data.startsWith('{') ? data : Buffer.from(data, 'base64').toString();
  return (JSON.parse(text) as { readonly seq: number }).seq;
}
