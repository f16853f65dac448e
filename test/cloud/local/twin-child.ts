/**
 * A twin in a process of its own, to be killed: `twin-child.ts STATE_DIR CERTS_DIR`. Prints one JSON
 * line with what a device needs once it is up.
 */
import { provisionDevices } from '../../../src/cloud/aws/things.ts';
import { startTwin } from '../../../src/cloud/local/twin.ts';
import { IoTClient } from '@aws-sdk/client-iot';
import {
  DEVICE_POLICY_NAME,
  devicePolicyDocument,
} from '../../../src/cloud/stack/device-policy.ts';
import { systemClock } from '../../../src/runtime/clock.ts';
import { createRandom } from '../../../src/runtime/random.ts';
import { twinOptions } from './twin-options.ts';

const [stateDir = '', certsDir = ''] = process.argv.slice(2);
const twin = await startTwin(twinOptions(stateDir));
const [device] = await provisionDevices({
  iot: new IoTClient(twin.clientDefaults),
  names: ['wt-001'],
  policyName: DEVICE_POLICY_NAME,
  policyDocument: devicePolicyDocument(twin.account),
  certsDir,
  clock: systemClock(),
  random: createRandom('provision'),
});
process.stdout.write(`${JSON.stringify({ ...twin.mqtt, ca: twin.caPem, device })}\n`);
