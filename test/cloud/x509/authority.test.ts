import { execFileSync } from 'node:child_process';
import { X509Certificate, generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import {
  createCertificateAuthority,
  loadCertificateAuthority,
} from '../../../src/cloud/x509/authority.ts';
import { certificateId, validityOf } from '../../../src/cloud/x509/certificate.ts';
import { permitsHosts } from '../../../src/cloud/x509/extensions.ts';
import { createKeyPair, privateKeyPem, readPrivateKey } from '../../../src/cloud/x509/keys.ts';
import { DAY_MS, ISSUED_AT, requestFor, testAuthority, validity } from './fixtures.ts';

const folder = mkdtempSync(join(tmpdir(), 'pm-sim-x509-'));
afterAll(() => rmSync(folder, { recursive: true }));

const noOpenssl = opensslText(['version']) === undefined;
if (noOpenssl) process.stderr.write('openssl is not on the PATH; its checks are skipped\n');

const hosts = [
  'localhost',
  'twin.example',
  '127.0.0.1',
  '::1',
  'fe80::1:2',
  '2001:db8:0:0:0:0:0:7',
];

describe('a certificate authority', () => {
  it('is self-signed and marked as an authority that signs leaves only', () => {
    const { certificate } = testAuthority();
    expect(certificate.ca).toBe(true);
    expect(certificate.verify(certificate.publicKey)).toBe(true);
    expect(certificate.subject).toBe('O=pm-sim\nCN=pm-sim test CA');
    expect(validityOf(certificate)).toEqual(validity);
  });

  it('issues server certificates for host names and addresses', () => {
    const authority = testAuthority();
    const issued = authority.issueServerCertificate({ hosts, validity });
    const certificate = new X509Certificate(issued.pem);
    expect(certificate.checkIssued(authority.certificate)).toBe(true);
    expect(certificate.verify(authority.certificate.publicKey)).toBe(true);
    expect(certificate.checkHost('localhost')).toBe('localhost');
    for (const address of ['127.0.0.1', '::1', 'fe80::1:2', '2001:db8::7']) {
      expect(certificate.checkIP(address)).toBe(address);
    }
    expect(certificate.checkHost('elsewhere.example')).toBeUndefined();
    expect(certificate.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1']);
    expect(certificate.checkPrivateKey(readPrivateKey(issued.privateKeyPem, 'test'))).toBe(true);
  });

  it('issues device certificates for the subject and key of a request', () => {
    const authority = testAuthority();
    const { csr, key } = requestFor('wt-001');
    const issued = authority.issueDeviceCertificate(csr, {
      notBefore: ISSUED_AT,
      notAfter: ISSUED_AT + DAY_MS,
    });
    const certificate = new X509Certificate(issued.pem);
    expect(certificate.subject).toBe('CN=wt-001');
    expect(certificate.ca).toBe(false);
    expect(certificate.keyUsage).toEqual(['1.3.6.1.5.5.7.3.2']);
    expect(validityOf(certificate).notAfter).toBe(ISSUED_AT + DAY_MS);
    expect(certificate.checkPrivateKey(readPrivateKey(key, 'test'))).toBe(true);
    expect(certificateId(issued.der)).toBe(
      certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
    );
  });

  it('takes serial numbers of twenty octets from the injected source, always positive', () => {
    const authority = createCertificateAuthority({
      name: { commonName: 'a' },
      validity,
      randomOctets: allOnes,
    });
    const issued = authority.issueServerCertificate({ hosts: ['localhost'], validity });
    expect(new X509Certificate(issued.pem).serialNumber).toBe(`7F${'FF'.repeat(19)}`);
  });

  it('gives every certificate another serial number', () => {
    const authority = testAuthority();
    const { csr } = requestFor('wt-001');
    const serials = Array.from(
      { length: 50 },
      () => new X509Certificate(authority.issueDeviceCertificate(csr, validity).pem).serialNumber,
    );
    expect(new Set(serials).size).toBe(50);
    expect(serials.every((serial) => serial.length === 40)).toBe(true);
  });

  it('goes on issuing after it was loaded from its two texts', () => {
    const first = testAuthority();
    const again = loadCertificateAuthority({
      certificatePem: first.certificatePem,
      privateKeyPem: first.privateKeyPem,
      where: 'ca.key',
    });
    const issued = again.issueServerCertificate({ hosts: ['localhost'], validity });
    expect(new X509Certificate(issued.pem).checkIssued(first.certificate)).toBe(true);
    expect(again.certificatePem).toBe(first.certificatePem);
  });

  it('refuses a key that is not its own, and says which file', () => {
    const options = { certificatePem: testAuthority().certificatePem, where: '/x/ca.key' };
    const foreign = privateKeyPem(createKeyPair().privateKey);
    expect(() => loadCertificateAuthority({ ...options, privateKeyPem: foreign })).toThrow(
      '/x/ca.key is not the key',
    );
    expect(() => loadCertificateAuthority({ ...options, privateKeyPem: 'rubbish' })).toThrow(
      '/x/ca.key holds no readable',
    );
  });

  it('refuses to certify a device without a name', () => {
    const { csr } = requestFor('');
    expect(() => testAuthority().issueDeviceCertificate(csr, validity)).toThrow('no common name');
  });

  it.skipIf(noOpenssl)('certifies RSA keys as AWS IoT does', () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const keyFile = join(folder, 'rsa.key');
    writeFileSync(keyFile, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
    const csr =
      opensslText(['req', '-new', '-key', keyFile, '-subj', '/O=Field/CN=pump-7', '-sha384']) ?? '';
    const certificate = new X509Certificate(
      testAuthority().issueDeviceCertificate(csr, validity).pem,
    );
    expect(certificate.subject).toBe('O=Field\nCN=pump-7');
    expect(certificate.checkPrivateKey(privateKey)).toBe(true);
  });

  it.skipIf(noOpenssl)('makes chains that openssl verify accepts', () => {
    const authority = testAuthority();
    const ca = file('ca.pem', authority.certificatePem);
    const server = file('server.pem', authority.issueServerCertificate({ hosts, validity }).pem);
    const device = file(
      'device.pem',
      authority.issueDeviceCertificate(requestFor('wt-001').csr, validity).pem,
    );
    const stranger = file(
      'stranger.pem',
      testAuthority('other').issueDeviceCertificate(requestFor('wt-001').csr, validity).pem,
    );
    const strict = ['verify', '-x509_strict', '-CAfile', ca];
    expect(opensslText([...strict, '-purpose', 'sslserver', server])).toContain('OK');
    expect(opensslText([...strict, '-purpose', 'sslclient', device])).toContain('OK');
    expect(opensslText([...strict, '-purpose', 'sslserver', device])).toBeUndefined();
    expect(opensslText([...strict, stranger])).toBeUndefined();
  });

  it.skipIf(noOpenssl)('can be held to hosts, and openssl accepts no others from it', () => {
    const authority = createCertificateAuthority({
      name: { commonName: 'held' },
      validity,
      hosts: ['localhost', '10.0.0.5', '::1'],
    });
    const ca = file('held-ca.pem', authority.certificatePem);
    const verified = (...names: string[]): boolean => {
      const { pem } = authority.issueServerCertificate({ hosts: names, validity });
      const args = ['verify', '-x509_strict', '-CAfile', ca, file('held.pem', pem)];
      return opensslText(args)?.includes('OK') === true;
    };
    expect(verified('localhost', '10.0.0.5', '::1')).toBe(true);
    expect(verified('bank.example')).toBe(false);
    expect(verified('10.0.0.6')).toBe(false);
    const { pem } = authority.issueDeviceCertificate(requestFor('wt-001').csr, validity);
    const device = file('held-device.pem', pem);
    expect(opensslText(['verify', '-CAfile', ca, '-purpose', 'sslclient', device])).toContain('OK');
  });

  it('tells which hosts it is held to', () => {
    const held = {
      name: { commonName: 'held' },
      validity,
      hosts: ['localhost', '10.0.0.5', '::1'],
    };
    const { raw } = createCertificateAuthority(held).certificate;
    expect(permitsHosts(raw, ['::1', 'localhost'])).toBe(true);
    expect(permitsHosts(raw, ['localhost', '10.0.0.6'])).toBe(false);
    expect(permitsHosts(testAuthority().certificate.raw, ['anything.example'])).toBe(true);
  });
});

function allOnes(size: number): Uint8Array {
  return new Uint8Array(size).fill(0xff);
}

function file(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

function opensslText(args: readonly string[]): string | undefined {
  try {
    return execFileSync('openssl', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch {
    return undefined;
  }
}
