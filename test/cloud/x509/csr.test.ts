import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { signed } from '../../../src/cloud/x509/certificate.ts';
import { createCsr, parseCsr } from '../../../src/cloud/x509/csr.ts';
import { contextConstructed, sequence, smallInteger } from '../../../src/cloud/x509/der.ts';
import { createKeyPair } from '../../../src/cloud/x509/keys.ts';
import { encodeName } from '../../../src/cloud/x509/name.ts';
import { decodePem, encodePem } from '../../../src/cloud/x509/pem.ts';
import { PmSimError } from '../../../src/runtime/errors.ts';
import { requestFor } from './fixtures.ts';

const LABEL = 'CERTIFICATE REQUEST';

describe('a certification request', () => {
  it('gives back its name and key', () => {
    const keys = createKeyPair();
    const parsed = parseCsr(createCsr({ commonName: 'pumpe-ä', organization: 'pm-sim' }, keys));
    expect(parsed.commonName).toBe('pumpe-ä');
    expect(parsed.publicKeyInfo.equals(keys.publicKeyInfo)).toBe(true);
    expect(
      parsed.subject.equals(encodeName({ commonName: 'pumpe-ä', organization: 'pm-sim' })),
    ).toBe(true);
  });

  it.skipIf(openssl(requestFor('wt-001').csr) === undefined)('is understood by openssl', () => {
    expect(openssl(requestFor('wt-001').csr)).toMatch(/CN ?= ?wt-001/u);
  });

  it('is refused when any octet of it was altered', () => {
    const der = decodePem(requestFor('wt-001').csr, LABEL);
    fc.assert(
      fc.property(fc.nat(der.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const altered = Buffer.from(der);
        altered[at] = (altered[at] as number) ^ change;
        expect(() => parseCsr(encodePem(LABEL, altered))).toThrow(PmSimError);
      }),
      { numRuns: 300 },
    );
  });

  it('is not made for a name longer than a certificate holds', () => {
    expect(() => requestFor('x'.repeat(65))).toThrow(
      expect.objectContaining({ code: 'x509/name-too-long' }),
    );
    expect(parseCsr(requestFor('x'.repeat(64)).csr).commonName).toHaveLength(64);
  });

  it('is refused when another key signed it', () => {
    const info = sequence(
      smallInteger(0),
      encodeName({ commonName: 'wt-001' }),
      createKeyPair().publicKeyInfo,
      contextConstructed(0),
    );
    const forged = encodePem(LABEL, signed(info, createKeyPair().privateKey));
    expect(() => parseCsr(forged)).toThrow(expect.objectContaining({ code: 'x509/bad-signature' }));
  });

  it('is refused for keys that AWS IoT refuses', () => {
    const weak = generateKeyPairSync('ec', { namedCurve: 'secp256k1' });
    const publicKeyInfo = weak.publicKey.export({ type: 'spki', format: 'der' });
    const csr = createCsr({ commonName: 'wt-001' }, { privateKey: weak.privateKey, publicKeyInfo });
    expect(() => parseCsr(csr)).toThrow(expect.objectContaining({ code: 'x509/bad-key' }));
  });

  it('is refused without its PEM lines, or with text that is not base64', () => {
    expect(() => parseCsr('hello')).toThrow('no "BEGIN CERTIFICATE REQUEST" block');
    expect(() =>
      parseCsr('-----BEGIN CERTIFICATE REQUEST-----\n§§\n-----END CERTIFICATE REQUEST-----'),
    ).toThrow('not base64');
  });
});

function openssl(csr: string): string | undefined {
  try {
    return execFileSync('openssl', ['req', '-noout', '-subject', '-verify'], {
      input: csr,
      encoding: 'utf8',
      stdio: ['pipe', 'pipe', 'ignore'],
    });
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') return undefined;
    throw error;
  }
}
