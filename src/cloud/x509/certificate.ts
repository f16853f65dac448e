import { createHash, sign, type KeyObject, type X509Certificate } from 'node:crypto';
import {
  bitString,
  contextConstructed,
  integer,
  objectIdentifier,
  sequence,
  smallInteger,
  time,
} from './der.ts';
import { readBitString, readElement, readSequence, readTime } from './der-reader.ts';
import { OID } from './oids.ts';
import { encodePem } from './pem.ts';

export interface Validity {
  /** ms since the epoch; certificates hold whole seconds. */
  readonly notBefore: number;
  readonly notAfter: number;
}

export interface CertificateFields {
  /** Unsigned big-endian, at most 20 octets (RFC 5280 §4.1.2.2). */
  readonly serial: Uint8Array;
  /** X.501 Names, DER. */
  readonly issuer: Uint8Array;
  readonly subject: Uint8Array;
  readonly validity: Validity;
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKeyInfo: Uint8Array;
  /** Complete Extension elements. */
  readonly extensions: readonly Uint8Array[];
}

export interface Certificate {
  readonly pem: string;
  readonly der: Buffer;
  readonly validity: Validity;
}

/** Signs an X.509 v3 certificate (RFC 5280 §4.1) with an EC P-256 key and SHA-256. */
export function signCertificate(fields: CertificateFields, issuerKey: KeyObject): Certificate {
  const { validity } = fields;
  const toBeSigned = sequence(
    contextConstructed(0, smallInteger(2)),
    integer(fields.serial),
    signatureAlgorithm(),
    fields.issuer,
    sequence(time(validity.notBefore), time(validity.notAfter)),
    fields.subject,
    fields.publicKeyInfo,
    contextConstructed(3, sequence(...fields.extensions)),
  );
  const der = signed(toBeSigned, issuerKey);
  return { pem: encodePem('CERTIFICATE', der), der, validity };
}

/** SIGNED{…} of X.509: the bytes, the algorithm, and the signature over the bytes. */
export function signed(toBeSigned: Buffer, key: KeyObject): Buffer {
  const signature = sign('sha256', toBeSigned, { key, dsaEncoding: 'der' });
  return sequence(toBeSigned, signatureAlgorithm(), bitString(signature));
}

/** SHA-1 of the public key's bits: method 1 of RFC 5280 §4.2.1.2; an identifier, not a safeguard. */
export function keyIdentifier(publicKeyInfo: Uint8Array): Buffer {
  const [, bits] = readSequence(readElement(publicKeyInfo), 2);
  return createHash('sha1').update(readBitString(bits)).digest();
}

/** The validity of any certificate; Node 20 gives it only in openssl's textual form. */
export function validityOf(certificate: X509Certificate): Validity {
  return {
    notBefore: Date.parse(certificate.validFrom),
    notAfter: Date.parse(certificate.validTo),
  };
}

/**
 * End of validity of a DER certificate, ms since the epoch, without the cost of openssl's parser,
 * which a bulk of thousands would pay each time.
 * @throws PmSimError `x509/malformed`
 */
export function readNotAfter(der: Uint8Array): number {
  const [toBeSigned] = readSequence(readElement(der), 3);
  const [, , , , validity] = readSequence(toBeSigned, 7);
  return readTime(readSequence(validity, 2)[1]);
}

/** SHA-256 of the whole certificate in lower-case hex: AWS IoT's certificate id. */
export function certificateId(der: Uint8Array): string {
  return createHash('sha256').update(der).digest('hex');
}

function signatureAlgorithm(): Buffer {
  return sequence(objectIdentifier(OID.ecdsaWithSha256));
}
