import { X509Certificate } from 'node:crypto';
import { copyFile, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { IdentityRegistry } from '../../../../src/cloud/local/identity/identity-registry.ts';
import { validityOf } from '../../../../src/cloud/x509/certificate.ts';
import { manualClock } from '../../../../src/runtime/clock.ts';
import { requestFor, testAuthority } from '../../x509/fixtures.ts';
import { addDevice, openRegistry, temporaryFolder } from './fixtures.ts';

const DAY_MS = 86_400_000;

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let registry: IdentityRegistry;

beforeEach(async () => {
  folder = await temporaryFolder();
  registry = await openRegistry(folder.path);
});
afterEach(async () => {
  await registry[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

function file(name: string): string {
  return join(folder.path, 'identity', name);
}

async function reopen(options: Parameters<typeof openRegistry>[1] = {}): Promise<void> {
  await registry[Symbol.asyncDispose]();
  registry = await openRegistry(folder.path, options);
}

/** Somebody of whom nothing more is known than these. */
function plain(clientId: string, certificateId: string) {
  return {
    clientId,
    certificateId,
    certificate: new Map<string, string[]>(),
    connectAttributes: [],
  };
}

describe('the authority of the registry', () => {
  it('is made on the first run, its key for the owner only, and stays', async () => {
    const { caPem } = registry;
    expect((await stat(file('authority.pem'))).mode & 0o777).toBe(0o600);
    expect((await stat(file('server.pem'))).mode & 0o777).toBe(0o600);
    expect(await readFile(file('ca.pem'), 'utf8')).toBe(caPem);
    await rm(file('ca.pem'));
    await reopen();
    expect(registry.caPem).toBe(caPem);
    expect(await readFile(file('ca.pem'), 'utf8')).toBe(caPem);
  });

  it('is renewed near its end, with the server certificate', async () => {
    const { caPem } = registry;
    const wallClock = manualClock(Date.now() + 730 * DAY_MS);
    await reopen({ wallClock });
    expect(registry.caPem).not.toBe(caPem);
    const server = new X509Certificate(registry.server.certificatePem);
    expect(server.checkIssued(new X509Certificate(registry.caPem))).toBe(true);
  });

  it('is made anew for a host that it may not certify, and stays for those that it may', async () => {
    const { caPem } = registry;
    await reopen({ hosts: ['10.0.0.5'] });
    expect(registry.caPem).not.toBe(caPem);
    const held = registry.caPem;
    await reopen({ hosts: [] });
    expect(registry.caPem).toBe(held);
  });

  it.each(['authority.pem', 'server.pem'])(
    'refuses an %s that is damaged, and says what to do',
    async (name) => {
      await writeFile(file(name), 'rubbish');
      await registry[Symbol.asyncDispose]();
      await expect(openRegistry(folder.path)).rejects.toMatchObject({
        code: 'identity/unreadable',
        message: expect.stringContaining(name) as string,
        hint: expect.stringContaining('--fresh') as string,
      });
    },
  );

  it('refuses a key of another authority', async () => {
    await writeFile(file('authority.pem'), testAuthority().privateKeyPem + registry.caPem);
    await registry[Symbol.asyncDispose]();
    await expect(openRegistry(folder.path)).rejects.toMatchObject({ code: 'x509/bad-key' });
  });

  it('says so when its folder cannot be made', async () => {
    await writeFile(join(folder.path, 'occupied'), '');
    await expect(openRegistry(join(folder.path, 'occupied'))).rejects.toMatchObject({
      code: 'identity/unwritable',
      hint: expect.stringContaining('--state') as string,
    });
  });
});

describe('the server certificate', () => {
  it('is for the loopback and stays from run to run', async () => {
    const { certificatePem } = registry.server;
    const certificate = new X509Certificate(certificatePem);
    expect(certificate.checkHost('localhost')).toBe('localhost');
    expect(certificate.checkIP('127.0.0.1')).toBe('127.0.0.1');
    await reopen();
    expect(registry.server.certificatePem).toBe(certificatePem);
  });

  it('is made anew for another host, and 30 days before its end', async () => {
    const first = registry.server.certificatePem;
    await reopen({ hosts: ['10.0.0.5', 'twin.local'] });
    const second = new X509Certificate(registry.server.certificatePem);
    expect(registry.server.certificatePem).not.toBe(first);
    expect(second.checkIP('10.0.0.5')).toBe('10.0.0.5');
    await reopen({ wallClock: manualClock(Date.now() + 70 * DAY_MS) });
    const third = new X509Certificate(registry.server.certificatePem);
    expect(validityOf(third).notAfter).toBeGreaterThan(Date.now() + 150 * DAY_MS);
  });

  it('is made anew when it is of another authority', async () => {
    await using other = await temporaryFolder();
    const stranger = await openRegistry(other.path);
    await copyFile(join(other.path, 'identity', 'server.pem'), file('server.pem'));
    await stranger[Symbol.asyncDispose]();
    await reopen();
    expect(registry.server.certificatePem).not.toBe(stranger.server.certificatePem);
  });
});

describe('the tables of the registry', () => {
  it('survive a kill: nothing is closed, everything is there again, and no device key is', async () => {
    const device = addDevice(registry, 'wt-001');
    const killed = registry;
    registry = await openRegistry(folder.path);
    const decide = registry.decisions(plain('wt-001', device.certificateId));
    expect(decide('Connect', 'arn:aws:iot:us-east-1:000000000000:client/wt-001')).toBe(true);
    expect(registry.things.attachedTo(device.certificateId)).toEqual(['wt-001']);
    const names = await readdir(join(folder.path, 'identity'));
    const texts = await Promise.all(names.map((name) => readFile(file(name), 'utf8')));
    const secret = device.key.split('\n')[1] ?? 'none';
    expect(texts.filter((text) => text.includes(secret))).toEqual([]);
    expect(names.filter((name) => name.endsWith('.next'))).toEqual([]);
    await killed[Symbol.asyncDispose]();
  });

  it('tell thing variables only to the client that is named like its attached thing', () => {
    const { certificateId } = addDevice(registry, 'wt-001');
    const topic = 'arn:aws:iot:us-east-1:000000000000:topic/dt/pm-sim/site/wt-001/telemetry';
    const allowed = (clientId: string): boolean =>
      registry.decisions(plain(clientId, certificateId))('Publish', topic);
    registry.things.create({ name: 'wt-002' });
    expect(allowed('wt-001')).toBe(true);
    expect(allowed('wt-002')).toBe(false);
    registry.things.detach('wt-001', certificateId);
    expect(allowed('wt-001')).toBe(false);
  });

  it('announce every change that matters to a connected device', () => {
    let changes = 0;
    const stop = registry.onChange(() => {
      changes += 1;
    });
    const { certificateId } = addDevice(registry, 'wt-001');
    const before = changes;
    registry.certificates.setStatus(certificateId, 'INACTIVE');
    registry.certificates.detachPolicy(certificateId, 'policy-of-wt-001');
    registry.things.detach('wt-001', certificateId);
    expect(changes - before).toBe(3);
    stop();
    registry.certificates.setStatus(certificateId, 'ACTIVE');
    expect(changes - before).toBe(3);
  });

  it('issue device certificates for the validity asked for, a little backdated', async () => {
    const now = Date.now();
    await reopen({ wallClock: manualClock(now), deviceCertificateDays: 7 });
    const record = registry.issueCertificate(requestFor('wt-001').csr, 'ACTIVE');
    expect(record.notAfter).toBe(Math.floor((now + 7 * DAY_MS) / 1_000) * 1_000);
    expect(record.notBefore).toBeLessThan(now);
  });
});
