import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { PmSimError, messageOf } from '../../runtime/errors.ts';

export interface KeyPair {
  readonly privateKey: KeyObject;
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKeyInfo: Buffer;
}

/** A fresh EC P-256 key pair from the system's random source; about 50 microseconds. */
export function createKeyPair(): KeyPair {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { privateKey, publicKeyInfo: publicKey.export({ type: 'spki', format: 'der' }) };
}

/** PKCS #8 PEM, unencrypted: goes into files of mode 0600 and nowhere else. */
export function privateKeyPem(privateKey: KeyObject): string {
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

/**
 * Reads a PEM private key; `where` names its file in the error.
 * @throws PmSimError `x509/bad-key`
 */
export function readPrivateKey(pem: string, where: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch (cause) {
    throw new PmSimError(
      'x509/bad-key',
      `${where} holds no readable private key: ${messageOf(cause)}.`,
      {
        hint: 'Restore the file, or remove it together with its certificate to have both made anew.',
        cause,
      },
    );
  }
}
