/** Puts until it is killed, and prints the sequence numbers of each batch once it was accepted. */
import { writeSync } from 'node:fs';
import { createKinesisEngine } from '../../../../src/cloud/local/kinesis/kinesis-engine.ts';
import { systemClock } from '../../../../src/runtime/clock.ts';
import { silentLog } from '../../../../src/runtime/log.ts';

const engine = await createKinesisEngine({
  stateDir: process.argv[2] ?? '',
  clock: systemClock(),
  log: silentLog,
  region: 'eu-west-1',
  accountId: '000000000000',
  segmentBytesMax: 20_000,
});
engine.ensureStream({ name: 'telemetry', shardCount: 2, mode: 'PROVISIONED', retentionHours: 24 });
const entries = Array.from({ length: 20 }, (_, i) => ({
  data: new Uint8Array(100),
  partitionKey: `wt-${i}`,
}));
for (;;) {
  const outcomes = engine.putRecords('telemetry', entries);
  const numbers = outcomes.map((outcome) => ('shardId' in outcome ? outcome.sequenceNumber : ''));
  writeSync(1, `${numbers.join(' ')}\n`);
}
