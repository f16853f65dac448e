import type { KinesisClient } from '@aws-sdk/client-kinesis';
import type { ServiceContract } from '../contract/contract.ts';
import { FAULT_CASES } from './contract-faults.ts';
import { RECORD_CASES } from './contract-records.ts';
import { SHARD_CASES } from './contract-shards.ts';
import { STREAM_CASES } from './contract-streams.ts';

/** What the pipeline and its users rely on in Kinesis; the twin and moto both have to keep it. */
export const KINESIS_CONTRACT: ServiceContract<KinesisClient> = {
  service: 'Kinesis',
  cases: [...STREAM_CASES, ...RECORD_CASES, ...SHARD_CASES, ...FAULT_CASES],
};
