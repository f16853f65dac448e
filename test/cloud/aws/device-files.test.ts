import { chmod, mkdir, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  loadDeviceFiles,
  removeDeviceFiles,
  writeDeviceFiles,
  type DeviceFiles,
} from '../../../src/cloud/aws/device-files.ts';
import { certificateId } from '../../../src/cloud/x509/certificate.ts';
import { temporaryFolder } from '../local/identity/fixtures.ts';
import { DAY_MS, ISSUED_AT, requestFor, testAuthority, validity } from '../x509/fixtures.ts';

const NOW = ISSUED_AT + DAY_MS;

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let written: DeviceFiles;

beforeEach(async () => {
  folder = await temporaryFolder();
  const { csr, key } = requestFor('wt-001');
  const { pem, der } = testAuthority().issueDeviceCertificate(csr, validity);
  written = writeDeviceFiles(folder.path, {
    name: 'wt-001',
    certificatePem: pem,
    privateKeyPem: key,
    certificateId: certificateId(der),
  });
});
afterEach(() => folder[Symbol.asyncDispose]());

function load(now = NOW, passphrase?: string): Promise<DeviceFiles> {
  const secret = passphrase === undefined ? {} : { passphrase };
  return Promise.resolve().then(() =>
    loadDeviceFiles({ certsDir: folder.path, name: 'wt-001', now, ...secret }),
  );
}

function path(name: string): string {
  return join(folder.path, 'wt-001', name);
}

describe("a device's files", () => {
  it('are read back as they were written', async () => {
    expect(await load()).toEqual(written);
    expect(written.notAfter).toBe(validity.notAfter);
  });

  it.each<[string, string, () => Promise<void>]>([
    ['device/missing-file', 'certificate.pem.crt', () => rm(path('certificate.pem.crt'))],
    ['device/missing-file', 'private.pem.key', () => rm(path('private.pem.key'))],
    ['device/key-exposed', 'mode 640', () => chmod(path('private.pem.key'), 0o640)],
    [
      'device/bad-certificate',
      'certificate.pem.crt',
      () => writeFile(path('certificate.pem.crt'), 'x'),
    ],
    ['device/bad-key', 'private.pem.key', () => writeFile(path('private.pem.key'), 'x')],
    [
      'device/key-mismatch',
      'is not the key of',
      () => writeFile(path('private.pem.key'), requestFor('x').key),
    ],
    [
      'device/unreadable-file',
      'certificate.pem.crt',
      async () => {
        await rm(path('certificate.pem.crt'));
        await mkdir(path('certificate.pem.crt'));
      },
    ],
  ])('are refused as %s, naming %s', async (code, named, damage) => {
    await damage();
    await expect(load()).rejects.toMatchObject({
      code,
      message: expect.stringContaining(named) as string,
      hint: expect.any(String) as string,
    });
  });

  it('are refused before and after their validity, with the instant', async () => {
    await expect(load(validity.notAfter)).rejects.toMatchObject({
      code: 'device/expired',
      message: expect.stringContaining(new Date(validity.notAfter).toISOString()) as string,
    });
    await expect(load(validity.notBefore - 1)).rejects.toMatchObject({
      code: 'device/not-yet-valid',
    });
  });

  it('that cannot be written are reported', async () => {
    await writeFile(join(folder.path, 'occupied'), '');
    expect(() => writeDeviceFiles(join(folder.path, 'occupied'), written)).toThrow(
      expect.objectContaining({ code: 'device/unwritable' }) as Error,
    );
  });

  it('hold the key encrypted under a passphrase, and give it back for that one only', async () => {
    writeDeviceFiles(folder.path, written, 'open sesame');
    const text = await readFile(path('private.pem.key'), 'utf8');
    expect(text).toContain('BEGIN ENCRYPTED PRIVATE KEY');
    expect(await load(NOW, 'open sesame')).toEqual(written);
    await expect(load(NOW, 'guess')).rejects.toMatchObject({ code: 'device/passphrase' });
    await expect(load()).rejects.toMatchObject({
      code: 'device/passphrase',
      hint: expect.stringContaining('PM_SIM_KEY_PASSPHRASE') as string,
    });
  });

  it('replace what a crash left half-written, however wide its mode was', async () => {
    await writeFile(path('private.pem.key.next'), 'half', { mode: 0o644 });
    writeDeviceFiles(folder.path, written);
    expect((await stat(path('private.pem.key'))).mode & 0o777).toBe(0o600);
    expect(await load()).toEqual(written);
  });

  it('are removed with their folder, unless somebody keeps more in it', async () => {
    expect(await removeDeviceFiles(folder.path, 'wt-001')).toBe(true);
    expect(await removeDeviceFiles(folder.path, 'wt-001')).toBe(false);
    expect(await readdir(folder.path)).toEqual([]);
    writeDeviceFiles(folder.path, written);
    await writeFile(path('notes.txt'), 'mine');
    await removeDeviceFiles(folder.path, 'wt-001');
    expect(await readdir(join(folder.path, 'wt-001'))).toEqual(['notes.txt']);
  });
});
