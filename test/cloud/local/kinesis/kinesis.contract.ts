import type { KinesisClient } from '@aws-sdk/client-kinesis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RECORD_CASES } from './contract-records.ts';
import { FAULT_CASES, SHARD_CASES } from './contract-shards.ts';
import { STREAM_CASES } from './contract-streams.ts';

export interface KinesisTarget {
  readonly client: KinesisClient;
  close(): Promise<void>;
}

export interface KinesisContractOptions {
  /** Case titles that this target does not keep, with the reason, printed. */
  readonly deviations?: Readonly<Record<string, string>>;
  /** Whether the target is not there. */
  readonly isMissing?: boolean;
}

/** What the pipeline and its users rely on in Kinesis; the twin and moto both have to keep it. */
export function kinesisContract(
  name: string,
  open: () => Promise<KinesisTarget>,
  { deviations = {}, isMissing = false }: KinesisContractOptions = {},
): void {
  describe.skipIf(isMissing)(`Kinesis over ${name}`, () => {
    let target: KinesisTarget;
    beforeAll(async () => {
      target = await open();
    });
    afterAll(() => target.close());

    it.for([...STREAM_CASES, ...RECORD_CASES, ...SHARD_CASES, ...FAULT_CASES])(
      '$title',
      async ({ title, check }, { skip }) => {
        const deviation = deviations[title];
        skip(deviation !== undefined, deviation);
        expect.hasAssertions();
        await check(target.client);
      },
    );
  });
}
