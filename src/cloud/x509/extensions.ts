import { isIP } from 'node:net';
import {
  bitString,
  booleanTrue,
  contextConstructed,
  contextPrimitive,
  objectIdentifier,
  octetString,
  sequence,
  smallInteger,
} from './der.ts';
import { readChildren, readElement, readObjectIdentifier, readSequence } from './der-reader.ts';
import { OID } from './oids.ts';

/**
 * Extensions of a certificate authority that signs leaves only (RFC 5280 §4.2.1.9, §4.2.1.3), and
 * servers of no other hosts than these, if any are given.
 */
export function authorityExtensions(keyId: Uint8Array, hosts: readonly string[]): Buffer[] {
  return [
    critical(OID.basicConstraints, sequence(booleanTrue(), smallInteger(0))),
    // keyCertSign (5) and cRLSign (6), counted from the high bit.
    critical(OID.keyUsage, bitString(Buffer.from([0b0000_0110]), 1)),
    extension(OID.subjectKeyIdentifier, octetString(keyId)),
    ...(hosts.length === 0 ? [] : [nameConstraints(hosts)]),
  ];
}

/** RFC 5280 §4.2.1.10: whoever gets hold of the authority's key can pose as nobody else. */
function nameConstraints(hosts: readonly string[]): Buffer {
  const permitted = contextConstructed(0, ...hosts.map(permittedSubtree));
  return critical(OID.nameConstraints, sequence(permitted));
}

/** An address is followed by its mask, here of all ones. */
function permittedSubtree(host: string): Buffer {
  if (isIP(host) === 0) return sequence(generalName(host));
  const octets = addressOctets(host);
  return sequence(contextPrimitive(7, Buffer.concat([octets, Buffer.alloc(octets.length, 0xff)])));
}

/** Whether an authority, DER, may certify servers of all these hosts; an unconstrained one may. */
export function permitsHosts(authority: Uint8Array, hosts: readonly string[]): boolean {
  const value = readExtension(authority, OID.nameConstraints);
  if (value === undefined) return true;
  const [permitted] = readSequence(readElement(value), 1);
  const known = new Set(
    permitted === undefined
      ? []
      : readChildren(permitted).map(({ whole }) => whole.toString('latin1')),
  );
  return hosts.every((host) => known.has(permittedSubtree(host).toString('latin1')));
}

/** The value of an extension of a certificate, both DER. */
function readExtension(certificate: Uint8Array, type: string): Buffer | undefined {
  const [toBeSigned] = readSequence(readElement(certificate), 3);
  const last = readSequence(toBeSigned, 8).at(-1);
  const [list] = last === undefined ? [] : readChildren(last);
  for (const each of readSequence(list, 0)) {
    const members = readSequence(each, 2);
    if (readObjectIdentifier(members[0]) === type) return members.at(-1)?.contents;
  }
  return undefined;
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
  return extension(OID.subjectAltName, sequence(...hosts.map(generalName)));
}

function generalName(host: string): Buffer {
  return isIP(host) === 0
    ? contextPrimitive(2, Buffer.from(host, 'latin1'))
    : contextPrimitive(7, addressOctets(host));
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
