import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { X509Certificate } from 'node:crypto';
import { afterAll, describe, expect, it } from 'vitest';
import { readElement, readSequence } from '../../../src/cloud/x509/der-reader.ts';
import { decodePem } from '../../../src/cloud/x509/pem.ts';
import { DAY_MS, ISSUED_AT, issueDevice, testAuthority, validity } from './fixtures.ts';

const folder = mkdtempSync(join(tmpdir(), 'pm-sim-crl-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Stdout and stderr of a run of openssl; undefined when it is not installed. */
function openssl(args: readonly string[]): string | undefined {
  try {
    return execFileSync('openssl', args, { cwd: folder, encoding: 'utf8', stdio: 'pipe' });
  } catch (error) {
    const { code, stderr, stdout } = error as { code?: string; stderr?: string; stdout?: string };
    return code === 'ENOENT' ? undefined : `${stdout}${stderr}`;
  }
}

const authority = testAuthority();
const [bad, good] = ['wt-001', 'wt-002'].map((name) => issueDevice(authority, name, validity));
const serial = Buffer.from(new X509Certificate(bad?.cert ?? '').serialNumber, 'hex');
const fields = {
  revoked: [{ serial, revokedAt: ISSUED_AT + DAY_MS }],
  thisUpdate: ISSUED_AT,
  nextUpdate: validity.notAfter,
  number: 258n,
};
const list = authority.issueRevocationList(fields);
writeFileSync(join(folder, 'ca.pem'), authority.certificatePem);
writeFileSync(join(folder, 'crl.pem'), list);
writeFileSync(join(folder, 'bad.pem'), bad?.cert ?? '');
writeFileSync(join(folder, 'good.pem'), good?.cert ?? '');

function membersOf(pem: string): number {
  const [toBeSigned] = readSequence(readElement(decodePem(pem, 'X509 CRL')), 3);
  return readSequence(toBeSigned, 6).length;
}

describe('a certificate revocation list', () => {
  it('leaves the member out when nothing is revoked', () => {
    const empty = authority.issueRevocationList({ ...fields, revoked: [] });
    expect([empty, list].map(membersOf)).toEqual([6, 7]);
  });

  it.skipIf(openssl(['version']) === undefined)(
    'is read and verified by openssl, which refuses what is in it and nothing else',
    () => {
      const text = openssl(['crl', '-in', 'crl.pem', '-noout', '-text', '-crlnumber']);
      expect(text).toContain('Version 2');
      expect(text).toContain('Serial Number: ' + serial.toString('hex').toUpperCase());
      expect(text).toContain('Revocation Date: Jan  2 00:00:00 2026 GMT');
      expect(text).toContain('crlNumber=0x0102');
      const check = ['verify', '-crl_check', '-CAfile', 'ca.pem', '-CRLfile', 'crl.pem'];
      expect(openssl([...check, 'good.pem'])).toBe('good.pem: OK\n');
      expect(openssl([...check, 'bad.pem'])).toContain('certificate revoked');
      const wrong = testAuthority().issueRevocationList(fields);
      writeFileSync(join(folder, 'crl.pem'), wrong);
      expect(openssl([...check, 'good.pem'])).toMatch(/CRL signature failure|unable to get certificate CRL/); // prettier-ignore
    },
  );
});
