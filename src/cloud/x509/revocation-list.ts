import type { KeyObject } from 'node:crypto';
import { signed } from './certificate.ts';
import {
  contextConstructed,
  contextPrimitive,
  integer,
  objectIdentifier,
  octetString,
  sequence,
  smallInteger,
  time,
} from './der.ts';
import { OID } from './oids.ts';
import { encodePem } from './pem.ts';

interface RevokedCertificate {
  /** Unsigned big-endian, as in the certificate. */
  readonly serial: Uint8Array;
  /** ms since the epoch; lists hold whole seconds. */
  readonly revokedAt: number;
}

export interface RevocationListFields {
  readonly revoked: readonly RevokedCertificate[];
  /** ms since the epoch. */
  readonly thisUpdate: number;
  /** When the next list is there at the latest: after that verifiers trust nobody. */
  readonly nextUpdate: number;
  /** Greater than that of every list before (RFC 5280 §5.2.3). */
  readonly number: bigint;
}

/** Who signs a list: a name and an identifier of a key, both as in its certificate. */
export interface ListIssuer {
  /** X.501 Name, DER. */
  readonly name: Uint8Array;
  readonly keyId: Uint8Array;
  readonly key: KeyObject;
}

/** Signs a complete X.509 v2 certificate revocation list, PEM (RFC 5280 §5.1). */
export function signRevocationList(fields: RevocationListFields, issuer: ListIssuer): string {
  const toBeSigned = sequence(
    smallInteger(1),
    sequence(objectIdentifier(OID.ecdsaWithSha256)),
    issuer.name,
    time(fields.thisUpdate),
    time(fields.nextUpdate),
    // An empty list must leave the member out (§5.1.2.6).
    ...(fields.revoked.length === 0 ? [] : [sequence(...fields.revoked.map(entry))]),
    contextConstructed(0, sequence(...extensions(fields, issuer))),
  );
  return encodePem('X509 CRL', signed(toBeSigned, issuer.key));
}

function entry({ serial, revokedAt }: RevokedCertificate): Buffer {
  return sequence(integer(serial), time(revokedAt));
}

/** §5.2.1 and §5.2.3, which every list has to have. */
function extensions({ number }: RevocationListFields, { keyId }: ListIssuer): readonly Buffer[] {
  return [
    extension(OID.authorityKeyIdentifier, sequence(contextPrimitive(0, keyId))),
    extension(OID.crlNumber, integer(octetsOf(number))),
  ];
}

function extension(type: string, value: Uint8Array): Buffer {
  return sequence(objectIdentifier(type), octetString(value));
}

function octetsOf(number: bigint): Buffer {
  const hex = number.toString(16);
  return Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
}
