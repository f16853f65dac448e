import { X509Certificate } from 'node:crypto';
import { chmod, cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  createCertificateAuthority,
  type CertificateAuthority,
} from '../../src/cloud/x509/authority.ts';
import type { Validity } from '../../src/cloud/x509/certificate.ts';
import { createCsr } from '../../src/cloud/x509/csr.ts';
import { createKeyPair, privateKeyPem } from '../../src/cloud/x509/keys.ts';
import { openWorkplace, type Workplace } from './cli-run.ts';
import { refusalOf, saying } from './refusal-text.ts';

const FARM = 'run --profile wind-farm -c 1 --seed 1 --speed max --duration 1s';
const DAY_MS = 86_400_000;
const VALID: Validity = { notBefore: Date.now() - DAY_MS, notAfter: Date.now() + 365 * DAY_MS };
const EXPIRED: Validity = { notBefore: Date.now() - 2 * DAY_MS, notAfter: Date.now() - DAY_MS };

let place: Workplace;

beforeEach(async () => {
  place = await openWorkplace();
});

afterEach(() => place[Symbol.asyncDispose]());

function path(...names: string[]): string {
  return join(place.dir, '.pm-sim', ...names);
}

function foreignAuthority(validity: Validity): CertificateAuthority {
  return createCertificateAuthority({ name: { commonName: 'elsewhere' }, validity });
}

const certificatePath = (): string => path('devices', 'wt-001', 'certificate.pem.crt');

describe('a state folder is refused', () => {
  it.each(['file', 'file/child'])('that is %s', async (state) => {
    await writeFile(join(place.dir, 'file'), '');
    const told = await refusalOf(place, `${FARM} --state ${state}`);
    expect(told).toMatch(/^pm-sim: The state folder .* cannot be written/);
    expect(told).toContain('--state DIR');
  });

  it.skipIf(process.getuid?.() === 0)('that is read-only (not for root, who may all)', async () => {
    await mkdir(join(place.dir, 'closed'), { mode: 0o500 });
    expect(await refusalOf(place, `${FARM} --state closed`)).toMatch(
      saying(['closed cannot be written', 'EACCES', '--state DIR']),
    );
  });

  it('that holds something else where a part of it should be', async () => {
    await mkdir(join(place.dir, '.pm-sim'));
    await writeFile(join(place.dir, '.pm-sim', 'kinesis'), '');
    const told = await refusalOf(place, FARM);
    expect(told).toMatch(/state folder .* cannot be used: .*kinesis/);
    expect(told).toContain('--state DIR');
  });

  it('that another process has', async () => {
    await mkdir(join(place.dir, '.pm-sim'));
    const lock = JSON.stringify({ pid: process.ppid, startedAt: 1 });
    await writeFile(join(place.dir, '.pm-sim', 'twin.lock'), lock);
    expect(await refusalOf(place, FARM)).toMatch(
      saying(['is in use', `process ${process.ppid}`, '--state DIR']),
    );
    expect(await readFile(join(place.dir, '.pm-sim', 'twin.lock'), 'utf8')).toBe(lock);
  });

  it('that another run of this process has, which is not disturbed', async () => {
    const first = place.start('run --profile wind-farm -c 1 --seed 1 --speed 20 --json');
    await first.event('started');
    expect(await refusalOf(place, `${FARM} --fresh`)).toMatch(saying(['is in use']));
    first.io.interrupt();
    expect(await first.finished).toMatchObject({ exitCode: 130, summary: { lost: 0 } });
  });
});

describe('a run on a state folder from before', () => {
  let before: Workplace;

  beforeAll(async () => {
    before = await openWorkplace();
    await before.run(FARM);
  });

  afterAll(() => before[Symbol.asyncDispose]());

  beforeEach(() => cp(join(before.dir, '.pm-sim'), path(), { recursive: true }));

  it('has an expired device certificate issued anew', async () => {
    const keys = createKeyPair();
    const csr = createCsr({ commonName: 'wt-001' }, keys);
    const { pem } = foreignAuthority(VALID).issueDeviceCertificate(csr, EXPIRED);
    await writeFile(certificatePath(), pem);
    await writeFile(path('devices', 'wt-001', 'private.pem.key'), privateKeyPem(keys.privateKey));
    const { exitCode, summary } = await place.run(`${FARM} --json`);
    expect({ exitCode, lost: summary.lost, published: summary.published }).toEqual({
      exitCode: 0,
      lost: 0,
      published: summary.acknowledged,
    });
    const renewed = new X509Certificate(await readFile(certificatePath()));
    expect(Date.parse(renewed.validTo)).toBeGreaterThan(Date.now());
  });

  it.each([
    ['a foreign server certificate', 'server.pem', VALID],
    ['an expired authority', 'authority.pem', EXPIRED],
  ])('replaces %s', async (_, name, validity) => {
    const authority = foreignAuthority(validity);
    const hosts = ['localhost', '127.0.0.1', '::1'];
    const server = authority.issueServerCertificate({ hosts, validity });
    const pem = name === 'server.pem' ? server.pem : authority.certificatePem;
    const key = name === 'server.pem' ? server.privateKeyPem : authority.privateKeyPem;
    await writeFile(path('identity', name), key + pem);
    expect(await place.run(`${FARM} --json`)).toMatchObject({ exitCode: 0, summary: { lost: 0 } });
    expect(await readFile(path('identity', name), 'utf8')).not.toContain(pem);
  });

  it("is refused for an authority's certificate that is not its key's", async () => {
    const authority = path('identity', 'authority.pem');
    const ours = await readFile(authority, 'utf8');
    const foreign = foreignAuthority(VALID).certificatePem;
    await writeFile(authority, ours.replace(/-----BEGIN CERTIFICATE[^]*/, foreign));
    expect(await refusalOf(place, FARM)).toMatch(
      saying([authority, 'is not the key of the authority']),
    );
  });

  it.each([
    ['identity/authority.pem', 'Cannot use', '--fresh'],
    ['identity/server.pem', 'Cannot use', '--fresh'],
    ['identity/certificates.ndjson', ':1 is not a line that pm-sim wrote', '--fresh'],
    ['identity/things.ndjson', ':1 is not a line that pm-sim wrote', '--fresh'],
    ['lambda/checkpoints.ndjson', ':1 is not a line that pm-sim wrote', '--fresh'],
    ['kinesis/streams.jsonl', ':1 is not a line that pm-sim wrote', '--fresh'],
    ['dynamodb/tables/CURRENT', 'Cannot open', '--fresh'],
  ])('is refused for scribbled %s', async (name, ...says) => {
    await writeFile(path(name), 'scribble\n');
    expect(await refusalOf(place, FARM)).toMatch(
      saying([path(name.split('/CURRENT')[0] ?? ''), ...says]),
    );
  });

  it('is refused no longer with --fresh', async () => {
    await writeFile(path('identity', 'certificates.ndjson'), 'scribble\n');
    expect((await place.run(`${FARM} --fresh`)).exitCode).toBe(0);
  });

  it.skipIf(process.platform === 'win32')(
    'is refused for a private key that others may read',
    async () => {
      const key = path('devices', 'wt-001', 'private.pem.key');
      await chmod(key, 0o644);
      expect(await refusalOf(place, FARM)).toMatch(
        saying([`${key} has mode 644, expected 600`, `chmod 600 ${key}`]),
      );
    },
  );

  it('begins afresh where a certificate was lost', async () => {
    await rm(path('devices', 'wt-001'), { recursive: true });
    expect((await place.run(FARM)).exitCode).toBe(0);
    expect(await readFile(certificatePath(), 'utf8')).toContain('BEGIN CERTIFICATE');
  });
});
