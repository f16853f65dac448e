import { IoTClient } from '@aws-sdk/client-iot';
import { createFrontDoor, type FrontDoor } from '../../../src/cloud/local/front-door/front-door.ts';
import type { IdentityRegistry } from '../../../src/cloud/local/identity/identity-registry.ts';
import { createIotControlPlane } from '../../../src/cloud/local/iot/control-plane.ts';
import type { AwsService } from '../../../src/cloud/local/service.ts';
import { silentLog } from '../../../src/runtime/log.ts';

export const CLIENT_DEFAULTS = {
  region: 'us-east-1',
  endpoint: 'http://twin.invalid',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
};

export interface IotBench extends AsyncDisposable {
  readonly iot: IoTClient;
  readonly frontDoor: FrontDoor;
}

/** The real client against the twin's control plane, in process. */
export function iotBench(
  registry: IdentityRegistry,
  wrap: (service: AwsService) => AwsService = (service) => service,
): IotBench {
  const service = createIotControlPlane({ registry, endpoint: () => '127.0.0.1:8883' });
  const frontDoor = createFrontDoor([wrap(service)], { log: silentLog });
  const { requestHandler } = frontDoor;
  const iot = new IoTClient({ ...CLIENT_DEFAULTS, requestHandler, maxAttempts: 1 });
  return {
    iot,
    frontDoor,
    async [Symbol.asyncDispose]() {
      iot.destroy();
      await frontDoor[Symbol.asyncDispose]();
    },
  };
}
