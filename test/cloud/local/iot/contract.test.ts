import { IoTClient } from '@aws-sdk/client-iot';
import { createIotControlPlane } from '../../../../src/cloud/local/iot/control-plane.ts';
import { holdTo } from '../contract/contract.ts';
import { openTwinService } from '../contract/open-target.ts';
import { openRegistry } from '../identity/fixtures.ts';
import { IOT_CONTRACT } from './iot.contract.ts';

const account = { region: 'eu-west-1', accountId: '123456789012' };

holdTo(IOT_CONTRACT, {
  name: 'the twin',
  open: () =>
    openTwinService(
      async (stateDir) => {
        const registry = await openRegistry(stateDir, { account });
        const service = createIotControlPlane({ registry, endpoint: () => '127.0.0.1:8883' });
        return { ...service, [Symbol.asyncDispose]: () => registry[Symbol.asyncDispose]() };
      },
      (config) => new IoTClient(config),
    ),
});
