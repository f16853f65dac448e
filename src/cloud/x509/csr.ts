import { createPublicKey, verify, type KeyObject } from 'node:crypto';
import { PmSimError, messageOf } from '../../runtime/errors.ts';
import { signed } from './certificate.ts';
import { contextConstructed, sequence, smallInteger } from './der.ts';
import {
  readBitString,
  readElement,
  readObjectIdentifier,
  readSequence,
  type DerElement,
} from './der-reader.ts';
import type { KeyPair } from './keys.ts';
import { encodeName, readCommonName, type DistinguishedName } from './name.ts';
import { OID } from './oids.ts';
import { decodeP256Public } from './p256-encoding.ts';
import { decodePem, encodePem } from './pem.ts';

/** PKCS #10 certification request (RFC 2986 §4) for the key pair, PEM. */
export function createCsr(name: DistinguishedName, keys: KeyPair): string {
  const info = sequence(
    smallInteger(0),
    encodeName(name),
    keys.publicKeyInfo,
    contextConstructed(0),
  );
  return encodePem('CERTIFICATE REQUEST', signed(info, keys.privateKey));
}

export interface CertificateRequest {
  /** X.501 Name, DER, to be copied into the certificate. */
  readonly subject: Buffer;
  readonly commonName: string | undefined;
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKeyInfo: Buffer;
}

const HASHES: Readonly<Record<string, string>> = {
  [OID.ecdsaWithSha256]: 'sha256',
  [OID.ecdsaWithSha384]: 'sha384',
  [OID.ecdsaWithSha512]: 'sha512',
  [OID.sha256WithRsa]: 'sha256',
  [OID.sha384WithRsa]: 'sha384',
  [OID.sha512WithRsa]: 'sha512',
};

/** AWS IoT API reference, CreateCertificateFromCsr: RSA of at least 2048 bits, or these curves. */
const CURVES = ['prime256v1', 'secp384r1', 'secp521r1'];
const RSA_BITS_MIN = 2_048;

/**
 * Reads a PEM certification request and verifies that its signer holds the private key.
 * @throws PmSimError `x509/malformed`, `x509/bad-key`, `x509/bad-signature`
 */
export function parseCsr(pem: string): CertificateRequest {
  const der = decodePem(pem, 'CERTIFICATE REQUEST', 'NEW CERTIFICATE REQUEST');
  const [info, algorithm, signature] = readSequence(readElement(der), 3);
  const [, subject, publicKeyInfo] = readSequence(info, 3) as [unknown, DerElement, DerElement];
  const key = readPublicKey(publicKeyInfo.whole);
  const hash = HASHES[readObjectIdentifier(readSequence(algorithm, 1)[0])];
  const genuine =
    hash !== undefined &&
    verify(hash, (info as DerElement).whole, { key, dsaEncoding: 'der' }, readBitString(signature));
  if (!genuine) {
    throw new PmSimError(
      'x509/bad-signature',
      'The certification request is not signed by its own key.',
      {
        hint: 'Make the request again with the private key that it shall certify, and SHA-256 or stronger.',
      },
    );
  }
  return {
    subject: subject.whole,
    commonName: readCommonName(subject),
    publicKeyInfo: publicKeyInfo.whole,
  };
}

function readPublicKey(publicKeyInfo: Buffer): KeyObject {
  const key = decodePublicKey(publicKeyInfo);
  const { namedCurve = '', modulusLength = 0 } = key.asymmetricKeyDetails ?? {};
  if (!CURVES.includes(namedCurve) && modulusLength < RSA_BITS_MIN) {
    throw new PmSimError(
      'x509/bad-key',
      'The key of the certification request is of a kind that is not accepted.',
      {
        hint: 'Use EC P-256, P-384, P-521, or RSA with at least 2048 bits.',
      },
    );
  }
  return key;
}

function decodePublicKey(publicKeyInfo: Buffer): KeyObject {
  try {
    const known = decodeP256Public(publicKeyInfo);
    return known ?? createPublicKey({ key: publicKeyInfo, format: 'der', type: 'spki' });
  } catch (cause) {
    throw new PmSimError(
      'x509/bad-key',
      `The request's public key is unreadable: ${messageOf(cause)}.`,
      {
        hint: 'Use EC P-256, P-384, P-521, or RSA with at least 2048 bits.',
        cause,
      },
    );
  }
}
