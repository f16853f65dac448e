import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { X509Certificate } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runProgram } from '../../../src/cli/program.ts';
import { readChildren, readElement, readSequence } from '../../../src/cloud/x509/der-reader.ts';
import { decodePem } from '../../../src/cloud/x509/pem.ts';
import { fakeIo } from '../fake-io.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'pm-sim-crl-'));
  await writeFile(join(dir, 'package.json'), '{}');
  await provision('create', 'a', 'b', 'c');
});
afterEach(() => rm(dir, { recursive: true }));

async function provision(...argv: readonly string[]) {
  const io = fakeIo({ cwd: dir });
  const exitCode = await runProgram(['provision', ...argv], io);
  return { exitCode, stderr: io.stderr.text() };
}

async function serialOf(device: string): Promise<string> {
  const pem = await readFile(join(dir, 'certs', device, 'certificate.pem.crt'), 'utf8');
  return new X509Certificate(pem).serialNumber.toLowerCase();
}

/** Serial numbers in the list, in hex. */
async function listed(path = 'certs/crl.pem'): Promise<readonly string[]> {
  const der = decodePem(await readFile(join(dir, path), 'utf8'), 'X509 CRL');
  const members = readSequence(readSequence(readElement(der), 3)[0], 6);
  const entries = members.length === 7 ? members[5] : undefined;
  if (entries === undefined) return [];
  return readChildren(entries).map((one) => {
    const [serial] = readSequence(one, 2);
    return serial?.contents.toString('hex') ?? '';
  });
}

describe('the list of certificates that other brokers are not to trust', () => {
  it('is written by revoke, rotate and rm, and still holds what was deleted', async () => {
    const serials = [await serialOf('a'), await serialOf('b'), await serialOf('c')];
    const { stderr } = await provision('revoke', 'a');
    expect(stderr).toBe(
      `Revoked 1 certificates of 1 devices. For other brokers: ${join(dir, 'certs', 'crl.pem')}.\n`,
    );
    expect(await listed()).toEqual(serials.slice(0, 1));
    await provision('rotate', 'b');
    expect(await listed()).toEqual(serials.slice(0, 2));
    await provision('rm', 'c');
    expect((await listed()).toSorted()).toEqual(serials.toSorted());
    await provision('verify', 'b');
    expect(await listed()).not.toContain(await serialOf('b'));
  });

  it('is written by itself, empty too, for so many days', async () => {
    const { exitCode, stderr } = await provision('crl', '--out', 'elsewhere', '--days', '7');
    expect({ exitCode, stderr }).toEqual({
      exitCode: 0,
      stderr: `Wrote ${join(dir, 'elsewhere', 'crl.pem')}.\n`,
    });
    expect(await listed('elsewhere/crl.pem')).toEqual([]);
  });

  it('is refused for a target that has no authority to sign it', async () => {
    const line = ['crl', '--target', 'aws', '--endpoint-url', 'http://127.0.0.1:1'];
    await expect(provision(...line)).rejects.toMatchObject({ code: 'provision/no-list' });
  });
});
