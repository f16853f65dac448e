import { rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeDeviceFiles } from '../../src/cloud/aws/device-files.ts';
import { createCertificateAuthority } from '../../src/cloud/x509/authority.ts';
import { certificateId } from '../../src/cloud/x509/certificate.ts';
import { createCsr } from '../../src/cloud/x509/csr.ts';
import { createKeyPair, privateKeyPem } from '../../src/cloud/x509/keys.ts';
import {
  commonNameOf,
  startTestBroker,
  type TestBroker,
} from '../simulator/connection/mtls-broker.ts';
import { openWorkplace, type Workplace } from './cli-run.ts';

const validity = { notBefore: 0, notAfter: 4e12 };
const authority = createCertificateAuthority({ name: { commonName: 'a fleet' }, validity });
const [A, B] = ['machine-001', 'machine-002'];

let place: Workplace;
let broker: TestBroker;
const seen = new Set<string>();
beforeAll(async () => {
  place = await openWorkplace();
  await writeFile(join(place.dir, 'ca.pem'), authority.certificatePem);
  for (const name of [A, B, `gateway-${A}`]) writeIdentity(name);
  broker = await startTestBroker({
    authority,
    onConnect: (client, socket) => {
      seen.add(`${client} as ${commonNameOf(socket)}`);
      return 0;
    },
  });
});
afterAll(async () => {
  await broker.kill();
  await place[Symbol.asyncDispose]();
});

function writeIdentity(name: string): void {
  const keys = createKeyPair();
  const issued = authority.issueDeviceCertificate(createCsr({ commonName: name }, keys), validity);
  writeDeviceFiles(join(place.dir, 'certs'), {
    name,
    certificatePem: issued.pem,
    privateKeyPem: privateKeyPem(keys.privateKey),
    certificateId: certificateId(issued.der),
  });
}

const runWith = (flags: string) =>
  place.run(
    `run --profile factory -c 2 --seed 1 --speed max --duration 2s --set edge.filters=[] --json --target mqtts://127.0.0.1:${broker.port} --ca ca.pem --certs certs${flags}`,
  );

describe('a fleet with certificates of its own at a broker', () => {
  it('connects each device with its own, and each gateway', async () => {
    const own = await runWith('');
    expect(own.stderr).toBe('');
    expect(own.summary).toMatchObject({ published: 4, acknowledged: 4 });
    expect([...seen].toSorted()).toEqual([`${A} as ${A}`, `${B} as ${B}`]);
    seen.clear();

    const behind = await runWith(' --gateways 1');
    expect(behind.summary).toMatchObject({ published: 4, acknowledged: 4 });
    expect([...seen]).toEqual([`gateway-${A} as gateway-${A}`]);
    expect(behind.summary.telemetrySha256).toBe(own.summary.telemetrySha256);
  });

  it('names the first file that is missing before anything is published', async () => {
    rmSync(join(place.dir, 'certs', B), { recursive: true });
    const { exitCode, stderr } = await runWith('');
    expect(exitCode).not.toBe(0);
    expect(stderr).toContain(`certs/${B}/certificate.pem.crt`);
    expect(stderr).toContain('Provision the device');
  });
});
