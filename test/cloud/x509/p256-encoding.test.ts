import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  decodeP256Private,
  decodeP256Public,
  encodeP256Private,
  encodeP256Public,
} from '../../../src/cloud/x509/p256-encoding.ts';

const pairs = Array.from({ length: 20 }, () => generateKeyPairSync('ec', { namedCurve: 'P-256' }));

describe('P-256 keys', () => {
  it('are encoded octet by octet as openssl encodes them', () => {
    for (const { publicKey, privateKey } of pairs) {
      const spki = publicKey.export({ type: 'spki', format: 'der' });
      expect(encodeP256Public(publicKey)).toEqual(spki);
      expect(encodeP256Public(privateKey)).toEqual(spki);
      expect(encodeP256Private(privateKey)).toEqual(
        privateKey.export({ type: 'pkcs8', format: 'der' }),
      );
      expect(encodeP256Private(publicKey)).toBeUndefined();
    }
  });

  it('are decoded to the same keys', () => {
    for (const { publicKey, privateKey } of pairs) {
      const spki = publicKey.export({ type: 'spki', format: 'der' });
      const pkcs8 = privateKey.export({ type: 'pkcs8', format: 'der' });
      expect(decodeP256Public(spki)?.equals(createPublicKey(publicKey.export({ type: 'spki', format: 'pem' })))).toBe(true); // prettier-ignore
      expect(decodeP256Private(pkcs8)?.equals(createPrivateKey(privateKey.export({ type: 'pkcs8', format: 'pem' })))).toBe(true); // prettier-ignore
    }
  });

  it('off the curve are refused', () => {
    const spki = pairs[0]?.publicKey.export({ type: 'spki', format: 'der' }) ?? Buffer.alloc(0);
    spki[spki.length - 1] = (spki.at(-1) ?? 0) ^ 1;
    expect(() => decodeP256Public(spki)).toThrow(/JWK/u);
  });

  it.each([
    ['ec', { namedCurve: 'P-384' }],
    ['rsa', { modulusLength: 2_048 }],
    ['ed25519', {}],
  ])('are told from %s %j', (kind, options) => {
    const { publicKey, privateKey } = generateKeyPairSync(kind as 'ec', options as { namedCurve: string }); // prettier-ignore
    expect(encodeP256Public(publicKey)).toBeUndefined();
    expect(encodeP256Private(privateKey)).toBeUndefined();
    expect(decodeP256Public(publicKey.export({ type: 'spki', format: 'der' }))).toBeUndefined();
    expect(decodeP256Private(privateKey.export({ type: 'pkcs8', format: 'der' }))).toBeUndefined();
  });
});
