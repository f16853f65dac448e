import { createPrivateKey, type KeyObject } from 'node:crypto';
import { PmSimError, messageOf } from '../../runtime/errors.ts';
import { decodeP256Private, encodeP256Private, generateP256 } from './p256-encoding.ts';
import { decodePem, encodePem } from './pem.ts';

const PLAIN = '-----BEGIN PRIVATE KEY-----';

export interface KeyPair {
  readonly privateKey: KeyObject;
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKeyInfo: Buffer;
}

/** A fresh EC P-256 key pair from OpenSSL's random source; about 70 microseconds. */
export function createKeyPair(): KeyPair {
  return generateP256();
}

/** PKCS #8 PEM, unencrypted: goes into files of mode 0600 and nowhere else. */
export function privateKeyPem(privateKey: KeyObject): string {
  const der = encodeP256Private(privateKey);
  if (der !== undefined) return encodePem('PRIVATE KEY', der);
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

/** PKCS #8 PEM encrypted with PBES2 (RFC 8018): AES-256-CBC under a key that the passphrase gives. */
export function encryptedKeyPem(pem: string, passphrase: string): string {
  return createPrivateKey(pem)
    .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase })
    .toString();
}

/** Whether a PEM private key is only readable with a passphrase. */
export function isEncryptedKey(pem: string): boolean {
  return pem.includes('BEGIN ENCRYPTED PRIVATE KEY') || pem.includes('Proc-Type: 4,ENCRYPTED');
}

/**
 * Reads a PEM private key; `where` names its file in the error.
 * @throws PmSimError `x509/bad-key`
 */
export function readPrivateKey(pem: string, where: string, passphrase?: string): KeyObject {
  try {
    const der = pem.includes(PLAIN) ? decodePem(pem, 'PRIVATE KEY') : undefined;
    const known = der === undefined ? undefined : decodeP256Private(der);
    if (known !== undefined) return known;
    return createPrivateKey({ key: pem, ...(passphrase === undefined ? {} : { passphrase }) });
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
