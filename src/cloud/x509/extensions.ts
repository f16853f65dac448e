import { isIP } from 'node:net';
import {
  bitString,
  booleanTrue,
  contextPrimitive,
  objectIdentifier,
  octetString,
  sequence,
  smallInteger,
} from './der.ts';
import { OID } from './oids.ts';

/** Extensions of a certificate authority that signs leaves only (RFC 5280 §4.2.1.9, §4.2.1.3). */
export function authorityExtensions(keyId: Uint8Array): Buffer[] {
  return [
    critical(OID.basicConstraints, sequence(booleanTrue(), smallInteger(0))),
    // keyCertSign (5) and cRLSign (6), counted from the high bit.
    critical(OID.keyUsage, bitString(Buffer.from([0b0000_0110]), 1)),
    extension(OID.subjectKeyIdentifier, octetString(keyId)),
  ];
}

export interface LeafOptions {
  readonly purpose: 'serverAuth' | 'clientAuth';
  readonly keyId: Uint8Array;
  readonly issuerKeyId: Uint8Array;
  /** Host names and IP addresses; none for devices, which are known by their certificate. */
  readonly hosts?: readonly string[];
}

export function leafExtensions(options: LeafOptions): Buffer[] {
  const { purpose, keyId, issuerKeyId, hosts = [] } = options;
  return [
    critical(OID.basicConstraints, sequence()),
    // digitalSignature (0).
    critical(OID.keyUsage, bitString(Buffer.from([0b1000_0000]), 7)),
    extension(OID.extendedKeyUsage, sequence(objectIdentifier(OID[purpose]))),
    extension(OID.subjectKeyIdentifier, octetString(keyId)),
    extension(OID.authorityKeyIdentifier, sequence(contextPrimitive(0, issuerKeyId))),
    ...(hosts.length === 0 ? [] : [subjectAltName(hosts)]),
  ];
}

/** RFC 5280 §4.2.1.6: dNSName is [2], iPAddress is [7] with 4 or 16 octets. */
function subjectAltName(hosts: readonly string[]): Buffer {
  const names = hosts.map((host) =>
    isIP(host) === 0
      ? contextPrimitive(2, Buffer.from(host, 'latin1'))
      : contextPrimitive(7, addressOctets(host)),
  );
  return extension(OID.subjectAltName, sequence(...names));
}

function addressOctets(address: string): Buffer {
  if (isIP(address) === 4) return Buffer.from(address.split('.').map(Number));
  const [head = '', tail] = address.split('::');
  const before = groupsOf(head);
  const after = groupsOf(tail ?? '');
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => 0);
  const octets = Buffer.alloc(16);
  [...before, ...zeros, ...after].forEach((group, at) => octets.writeUInt16BE(group, at * 2));
  return octets;
}

function groupsOf(text: string): number[] {
  return text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16));
}

function critical(type: string, value: Uint8Array): Buffer {
  return sequence(objectIdentifier(type), booleanTrue(), octetString(value));
}

function extension(type: string, value: Uint8Array): Buffer {
  return sequence(objectIdentifier(type), octetString(value));
}
