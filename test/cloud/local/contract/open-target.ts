import type { AwsService } from '../../../../src/cloud/local/service.ts';
import { createFrontDoor } from '../../../../src/cloud/local/front-door/front-door.ts';
import { silentLog } from '../../../../src/runtime/log.ts';
import { temporaryFolder } from '../identity/fixtures.ts';
import type { ContractTarget } from './contract.ts';

/** What every client of a target is made with. */
export interface TargetConfig {
  readonly region: string;
  readonly endpoint: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly maxAttempts: number;
}

type Disposable = AwsService & AsyncDisposable;

/** One service of the twin in a folder of its own, reached over HTTP as any program reaches it. */
export async function openTwinService<Client extends { destroy(): void }>(
  openService: (stateDir: string) => Disposable | Promise<Disposable>,
  createClient: (config: TargetConfig) => Client,
): Promise<ContractTarget<Client>> {
  const folder = await temporaryFolder();
  const service = await openService(folder.path);
  const door = createFrontDoor([service], { log: silentLog });
  const { port } = await door.listen({ host: '127.0.0.1', port: 0 });
  const client = createClient({
    region: 'eu-west-1',
    endpoint: `http://127.0.0.1:${port}`,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });
  return {
    client,
    async close() {
      client.destroy();
      await door[Symbol.asyncDispose]();
      await service[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}
