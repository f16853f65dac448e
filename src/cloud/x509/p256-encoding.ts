import { createECDH, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';

/**
 * EC P-256 keys to and from their DER encodings by way of their coordinates. OpenSSL 3 takes 0.1 to
 * 0.35 ms to encode or decode one of these fixed 91 and 138 octets, this takes a tenth of it, and a
 * bulk of ten thousand devices has several each.
 */
const COORDINATE_OCTETS = 32;
/** SubjectPublicKeyInfo (RFC 5480): id-ecPublicKey, prime256v1, then an uncompressed point. */
const PUBLIC_HEAD = Buffer.from('3059301306072a8648ce3d020106082a8648ce3d03010703420004', 'hex');
const PUBLIC_OCTETS = PUBLIC_HEAD.length + 2 * COORDINATE_OCTETS;
/** PrivateKeyInfo (RFC 5208) around ECPrivateKey (RFC 5915): the scalar, then the public point. */
const PRIVATE_HEAD = Buffer.from(
  '308187020100301306072a8648ce3d020106082a8648ce3d030107046d306b0201010420',
  'hex',
);
const POINT_HEAD = Buffer.from('a14403420004', 'hex');
const PRIVATE_OCTETS = PRIVATE_HEAD.length + POINT_HEAD.length + 3 * COORDINATE_OCTETS;

/** OpenSSL's name of the curve. */
const CURVE = 'prime256v1';

/**
 * A fresh key pair. Not by `generateKeyPairSync`: Node 20 locks such a key while it exports it as
 * JWK, and a garbage collection in that moment that finds the key's generation job waits for the
 * same lock for ever. Imported keys have no job.
 */
export function generateP256(): { readonly privateKey: KeyObject; readonly publicKeyInfo: Buffer } {
  const curve = createECDH(CURVE);
  const point = curve.generateKeys().subarray(1);
  const scalar = curve.getPrivateKey();
  // Leading zeros are left out by one in 256.
  const d = Buffer.concat([Buffer.alloc(COORDINATE_OCTETS - scalar.length), scalar]);
  const key = { ...pointAt(point, 0), d: d.toString('base64url') };
  return {
    privateKey: createPrivateKey({ key, format: 'jwk' }),
    publicKeyInfo: Buffer.concat([PUBLIC_HEAD, point]),
  };
}

/**
 * PrivateKeyInfo of a P-256 private key that was imported or is from `generateP256`; nothing for
 * other kinds of keys.
 */
export function encodeP256Private(key: KeyObject): Buffer | undefined {
  const { d, x, y } = coordinatesOf(key) ?? {};
  if (d === undefined || x === undefined || y === undefined) return undefined;
  return Buffer.concat([PRIVATE_HEAD, d, POINT_HEAD, x, y]);
}

/** The key in a SubjectPublicKeyInfo; nothing when it is another kind's. Throws off the curve. */
export function decodeP256Public(der: Buffer): KeyObject | undefined {
  if (der.length !== PUBLIC_OCTETS || !startsWith(der, PUBLIC_HEAD)) return undefined;
  return createPublicKey({ key: pointAt(der, PUBLIC_HEAD.length), format: 'jwk' });
}

/** The key in a PrivateKeyInfo; nothing when it is another kind's or encoded in another way. */
export function decodeP256Private(der: Buffer): KeyObject | undefined {
  const scalar = PRIVATE_HEAD.length;
  const pointHead = scalar + COORDINATE_OCTETS;
  const isOurs =
    der.length === PRIVATE_OCTETS &&
    startsWith(der, PRIVATE_HEAD) &&
    startsWith(der.subarray(pointHead), POINT_HEAD);
  if (!isOurs) return undefined;
  const point = pointAt(der, pointHead + POINT_HEAD.length);
  const d = der.subarray(scalar, pointHead).toString('base64url');
  return createPrivateKey({ key: { ...point, d }, format: 'jwk' });
}

interface Coordinates {
  readonly x: Buffer;
  readonly y: Buffer;
  readonly d: Buffer | undefined;
}

function coordinatesOf(key: KeyObject): Coordinates | undefined {
  if (key.asymmetricKeyType !== 'ec') return undefined;
  const { crv, x, y, d } = key.export({ format: 'jwk' });
  if (crv !== 'P-256' || x === undefined || y === undefined) return undefined;
  return { x: octets(x), y: octets(y), d: d === undefined ? undefined : octets(d) };
}

function octets(base64url: string): Buffer {
  return Buffer.from(base64url, 'base64url');
}

function pointAt(der: Buffer, start: number): Record<'kty' | 'crv' | 'x' | 'y', string> {
  const middle = start + COORDINATE_OCTETS;
  const text = (from: number): string =>
    der.subarray(from, from + COORDINATE_OCTETS).toString('base64url');
  return { kty: 'EC', crv: 'P-256', x: text(start), y: text(middle) };
}

function startsWith(der: Buffer, head: Buffer): boolean {
  return der.subarray(0, head.length).equals(head);
}
