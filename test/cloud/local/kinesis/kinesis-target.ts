import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KinesisClient, type KinesisClientConfig } from '@aws-sdk/client-kinesis';
import {
  createFrontDoor,
  type FrontDoor,
} from '../../../../src/cloud/local/front-door/front-door.ts';
import { createKinesisEngine } from '../../../../src/cloud/local/kinesis/kinesis-engine.ts';
import { createKinesisService } from '../../../../src/cloud/local/kinesis/kinesis-service.ts';
import { systemClock } from '../../../../src/runtime/clock.ts';
import { silentLog } from '../../../../src/runtime/log.ts';
import type { ContractTarget } from '../contract/contract.ts';

/** The HTTP/1.1 handler that clients of other services have by themselves; Kinesis' is HTTP/2. */
export function http1Handler(): Pick<KinesisClientConfig, 'requestHandler'> {
  return { requestHandler: new DynamoDBClient({}).config.requestHandler };
}

export interface Reach {
  readonly door: FrontDoor;
  /** Opens a port and says where it is. */
  readonly endpoint: () => Promise<string>;
}

/** A twin with nothing but Kinesis, and a client that reaches it the way that `reach` says. */
export async function openTwinTarget(
  reach: (twin: Reach) => Promise<KinesisClientConfig>,
): Promise<ContractTarget<KinesisClient>> {
  const stateDir = mkdtempSync(join(tmpdir(), 'pm-sim-kinesis-'));
  const place = { region: 'eu-west-1', accountId: '000000000000' };
  const engine = await createKinesisEngine({
    stateDir,
    clock: systemClock(),
    log: silentLog,
    ...place,
  });
  const door = createFrontDoor([createKinesisService(engine)], { log: silentLog });
  const endpoint = async (): Promise<string> => {
    const { port } = await door.listen({ host: '127.0.0.1', port: 0 });
    return `http://127.0.0.1:${port}`;
  };
  const client = new KinesisClient({
    region: 'eu-west-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
    ...(await reach({ door, endpoint })),
  });
  return {
    client,
    async close() {
      client.destroy();
      await door[Symbol.asyncDispose]();
      await engine[Symbol.asyncDispose]();
      rmSync(stateDir, { recursive: true, force: true });
    },
  };
}
