import type { KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { describe, expect, it } from 'vitest';
import { writeScored } from '../../../../src/cloud/handlers/scoring/scored-writer.ts';
import { maxSpeedClock } from '../../../../src/runtime/clock.ts';
import { createRandom } from '../../../../src/runtime/random.ts';
import type { ScoredRecord } from '../../../../src/telemetry/scored.ts';

function scored(device: string, seq: number, padding = ''): ScoredRecord {
  return {
    device,
    site: padding,
    serial: 's',
    boot: 'b',
    seq,
    ts: seq,
    ready: true,
    score: 1,
    threshold: 2,
    anomalous: false,
    values: {},
    attribution: [],
  };
}

/** A stream that refuses what `refuse` says, by call number; keeps what it took, in order. */
function stream(refuse: (call: number, name: string) => boolean) {
  const taken: string[] = [];
  const calls: number[] = [];
  const kinesis = {
    send: async ({ input }: PutRecordsCommand) => {
      const records = input.Records ?? [];
      calls.push(records.length);
      const outcomes = records.map(({ Data }) => {
        const { device, seq } = JSON.parse(Buffer.from(Data ?? []).toString()) as ScoredRecord;
        const name = `${device}/${seq}`;
        if (refuse(calls.length, name))
          return { ErrorCode: 'ProvisionedThroughputExceededException' };
        taken.push(name);
        return { ShardId: 's', SequenceNumber: '1' };
      });
      return {
        Records: outcomes,
        FailedRecordCount: outcomes.filter((o) => 'ErrorCode' in o).length,
      };
    },
  } as unknown as KinesisClient;
  const options = {
    kinesis,
    streamName: 'scored',
    clock: maxSpeedClock(0),
    random: createRandom('writer'),
  };
  return { taken, calls, options };
}

describe('writeScored', () => {
  it('keeps to 500 records and 5 MiB a call', async () => {
    const many = stream(() => false);
    await writeScored(
      Array.from({ length: 1_100 }, (_, at) => scored('a', at)),
      many.options,
    );
    expect(many.calls).toEqual([500, 500, 100]);
    const large = stream(() => false);
    const padding = 'x'.repeat(900_000);
    await writeScored(
      Array.from({ length: 12 }, (_, at) => scored('a', at, padding)),
      large.options,
    );
    expect(large.calls).toEqual([5, 5, 2]);
  });

  it('sends a device’s records again from the refused one on, so that its last word is the newest', async () => {
    const { taken, options } = stream((call, name) => call === 1 && name === 'a/2');
    await writeScored([scored('a', 1), scored('a', 2), scored('b', 1), scored('a', 3)], options);
    expect(taken).toEqual(['a/1', 'b/1', 'a/3', 'a/2', 'a/3']);
  });

  it('gives up when the stream takes nothing for long, so that the batch comes again', async () => {
    const { calls, options } = stream(() => true);
    await expect(writeScored([scored('a', 1)], options)).rejects.toMatchObject({
      code: 'score/stream-busy',
    });
    expect(calls).toHaveLength(6);
  });
});
