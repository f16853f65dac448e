import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  decodeP256Private,
  decodeP256Public,
  encodeP256Private,
  generateP256,
} from '../../../src/cloud/x509/p256-encoding.ts';

/** So many that a scalar with a leading zero, one in 256, is nearly always among them. */
const PAIRS = 1_000;

/** Keys that openssl has made and encoded. */
function encodedPair(kind: string, options: object) {
  return generateKeyPairSync(kind as 'ec', {
    namedCurve: 'P-256',
    ...options,
    publicKeyEncoding: { type: 'spki', format: 'der' },
    privateKeyEncoding: { type: 'pkcs8', format: 'der' },
  });
}

const pkcs8 = { type: 'pkcs8', format: 'der' } as const;
const spki = { type: 'spki', format: 'der' } as const;

describe('P-256 keys', () => {
  it('are encoded octet by octet as openssl encodes them, whatever their leading zeros', () => {
    for (let at = 0; at < PAIRS; at += 1) {
      const { privateKey, publicKeyInfo } = generateP256();
      expect(encodeP256Private(privateKey)).toEqual(privateKey.export(pkcs8));
      expect(publicKeyInfo).toEqual(createPublicKey(privateKey.export({ ...pkcs8, format: 'pem' })).export(spki)); // prettier-ignore
    }
  });

  it('are decoded to the keys that openssl encoded', () => {
    for (let at = 0; at < 20; at += 1) {
      const { publicKey, privateKey } = encodedPair('ec', {});
      const expected = createPrivateKey({ key: privateKey, ...pkcs8 });
      expect(decodeP256Private(privateKey)?.equals(expected)).toBe(true);
      const point = createPublicKey({ key: publicKey, ...spki });
      expect(decodeP256Public(publicKey)?.equals(point)).toBe(true);
    }
  });

  it('off the curve are refused', () => {
    const { publicKeyInfo } = generateP256();
    publicKeyInfo[publicKeyInfo.length - 1] = (publicKeyInfo.at(-1) ?? 0) ^ 1;
    expect(() => decodeP256Public(publicKeyInfo)).toThrow(/JWK/u);
  });

  it.each([
    ['ec', { namedCurve: 'P-384' }],
    ['rsa', { modulusLength: 2_048 }],
    ['ed25519', {}],
  ])('are told from %s %j', (kind, options) => {
    const { publicKey, privateKey } = encodedPair(kind, options);
    expect(encodeP256Private(createPrivateKey({ key: privateKey, ...pkcs8 }))).toBeUndefined();
    expect(decodeP256Public(publicKey)).toBeUndefined();
    expect(decodeP256Private(privateKey)).toBeUndefined();
  });
});
