// Identities in bulk: certificates a second from the local authority, and a fleet on the twin.
// Usage: npx tsx bench/provision.ts [devices, 10000 unless given]
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { IoTClient } from '@aws-sdk/client-iot';
import { provisionDevices } from '../src/cloud/aws/things.ts';
import { openControlPlane } from '../src/cloud/local/open-control-plane.ts';
import { devicePolicyDocument } from '../src/cloud/stack/device-policy.ts';
import { createCertificateAuthority } from '../src/cloud/x509/authority.ts';
import { createCsr } from '../src/cloud/x509/csr.ts';
import { createKeyPair, privateKeyPem } from '../src/cloud/x509/keys.ts';
import { systemClock } from '../src/runtime/clock.ts';
import { silentLog } from '../src/runtime/log.ts';
import { createRandom } from '../src/runtime/random.ts';
import { median, report } from './measure.ts';

const DEVICES = Number(process.argv[2] ?? 10_000);
/** What is asked of the authority: 2,000 pairs of key and certificate a second. */
const PAIR_MICROSECONDS_MAX = 500;
const ROUNDS = 5;
const PAIRS = 2_000;
const DAY_MS = 86_400_000;

process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
const folder = mkdtempSync(join(tmpdir(), 'pm-sim-bench-'));
try {
  issuePairs();
  await provisionFleet();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Key, certification request, verification of the request, signed certificate, both as PEM. */
function issuePairs(): void {
  const now = Date.now();
  const validity = { notBefore: now - DAY_MS, notAfter: now + 90 * DAY_MS };
  const authority = createCertificateAuthority({ name: { commonName: 'bench' }, validity });
  const rounds: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const began = performance.now();
    for (let i = 0; i < PAIRS; i += 1) {
      const keys = createKeyPair();
      authority.issueDeviceCertificate(createCsr({ commonName: `wt-${i}` }, keys), validity);
      privateKeyPem(keys.privateKey);
    }
    rounds.push(((performance.now() - began) / PAIRS) * 1_000);
  }
  const value = median(rounds);
  report(
    'certificate-pair',
    { value, limit: PAIR_MICROSECONDS_MAX, unit: 'µs' },
    { pairsPerSecond: Math.round(1e6 / value), rounds: rounds.map(Math.round) },
  );
}

/** Thing, group, key, certificate, policy, attachments and three files a device; then all again. */
async function provisionFleet(): Promise<void> {
  const clock = systemClock();
  const stateDir = join(folder, 'state');
  await using plane = await openControlPlane({ stateDir, clock, log: silentLog });
  const iot = new IoTClient(plane.clientDefaults);
  const options = {
    iot,
    clock,
    random: createRandom('bench'),
    names: Array.from({ length: DEVICES }, (_, i) => `wt-${String(i + 1).padStart(5, '0')}`),
    thingType: 'bench',
    policyName: 'pm-sim-device',
    policyDocument: devicePolicyDocument({ region: 'us-east-1', accountId: '000000000000' }),
    certsDir: join(folder, 'certs'),
  };
  const cpu = process.cpuUsage();
  const began = performance.now();
  await provisionDevices(options);
  const made = performance.now();
  const { user, system } = process.cpuUsage(cpu);
  const again = await provisionDevices(options);
  const resumed = performance.now();
  const limit = (20 * DEVICES) / 10_000;
  report(
    'provision-fleet',
    { value: (made - began) / 1_000, limit, unit: 's' },
    {
      devices: DEVICES,
      devicesPerSecond: Math.round((DEVICES / (made - began)) * 1_000),
      // On a busy machine this tells more than the wall does.
      cpuSeconds: Number(((user + system) / 1e6).toFixed(1)),
      resumeSeconds: Number(((resumed - made) / 1_000).toFixed(1)),
      kept: again.filter(({ state }) => state === 'kept').length,
    },
  );
  iot.destroy();
}
