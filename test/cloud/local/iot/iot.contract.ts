import type { IoTClient } from '@aws-sdk/client-iot';
import type { ServiceContract } from '../contract/contract.ts';
import { CERTIFICATE_CASES } from './contract-certificates.ts';
import { POLICY_CASES } from './contract-policies.ts';
import { GROUP_CASES, THING_CASES } from './contract-things.ts';

/** What provisioning relies on in the IoT control plane; the twin and moto both have to keep it. */
export const IOT_CONTRACT: ServiceContract<IoTClient> = {
  service: 'IoT control plane',
  cases: [...THING_CASES, ...GROUP_CASES, ...CERTIFICATE_CASES, ...POLICY_CASES],
};
