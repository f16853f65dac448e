import type { KinesisEvent, KinesisEventRecord } from '../src/cloud/handlers/lambda.ts';
import { encodeMessage } from '../src/telemetry/message.ts';

interface Batches {
  readonly devices: number;
  /** Second that the first record belongs to. */
  readonly from: number;
  readonly seconds: number;
}

/** Seconds of the fleet that one batch carries: 1,000 records with 500 devices, as the mapping has it. */
const SECONDS_PER_BATCH = 2;

/** One healthy reading a second of every device, in batches as the event-source mapping gives them. */
export function* scoreBatches({ devices, from, seconds }: Batches): Generator<KinesisEvent> {
  for (let at = from; at < from + seconds; at += SECONDS_PER_BATCH) {
    const end = Math.min(at + SECONDS_PER_BATCH, from + seconds);
    const Records: KinesisEventRecord[] = [];
    for (let second = at; second < end; second += 1) {
      for (let n = 0; n < devices; n += 1) Records.push(record(n, second));
    }
    yield { Records };
  }
}

function record(n: number, second: number): KinesisEventRecord {
  const device = `wt-${String(n).padStart(4, '0')}`;
  const seq = second + 1;
  const noise = ((seq * 7_919 + n * 104_729) % 1_009) / 5_000;
  const payload = encodeMessage({
    device,
    site: 'ridge',
    type: 'wind_turbine',
    serial: `sn-${n}`,
    ts: Date.UTC(2026, 2, 2, 8) + 1_000 * seq,
    seq,
    boot: 'b1',
    metrics: { vib_gearbox_mms: 2 + 0.3 * Math.sin(seq / 8 + n) + noise },
  });
  const sequenceNumber = String(10n ** 20n + BigInt(second) * 100_000n + BigInt(n));
  return {
    kinesis: {
      kinesisSchemaVersion: '1.0',
      partitionKey: device,
      sequenceNumber,
      data: Buffer.from(payload).toString('base64'),
      approximateArrivalTimestamp: second,
    },
    eventSource: 'aws:kinesis',
    eventVersion: '1.0',
    eventID: `shardId-000000000000:${sequenceNumber}`,
    eventName: 'aws:kinesis:record',
    invokeIdentityArn: 'arn:aws:iam::123456789012:role/score',
    awsRegion: 'eu-west-1',
    eventSourceARN: 'arn:aws:kinesis:eu-west-1:123456789012:stream/telemetry',
  };
}
