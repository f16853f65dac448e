/**
 * The MD2 digest, hex (RFC 1319). Node has no MD2; the rule language does, so here it is: fit for
 * nothing but compatibility.
 */
export function md2(bytes: Uint8Array): string {
  const message = withChecksum(padded(bytes));
  const state = new Uint8Array(48);
  for (let from = 0; from < message.length; from += 16) {
    for (let i = 0; i < 16; i += 1) {
      const byte = at(message, from + i);
      state[16 + i] = byte;
      state[32 + i] = byte ^ at(state, i);
    }
    mix(state);
  }
  return Buffer.from(state.subarray(0, 16)).toString('hex');
}

function mix(state: Uint8Array): void {
  let previous = 0;
  for (let round = 0; round < 18; round += 1) {
    for (let i = 0; i < 48; i += 1) {
      previous = at(state, i) ^ at(SUBSTITUTION, previous);
      state[i] = previous;
    }
    previous = (previous + round) & 0xff;
  }
}

function padded(bytes: Uint8Array): Uint8Array {
  const pad = 16 - (bytes.length % 16);
  const message = new Uint8Array(bytes.length + pad).fill(pad);
  message.set(bytes);
  return message;
}

function withChecksum(message: Uint8Array): Uint8Array {
  const checksum = new Uint8Array(16);
  let previous = 0;
  for (let i = 0; i < message.length; i += 1) {
    previous = at(checksum, i % 16) ^ at(SUBSTITUTION, at(message, i) ^ previous);
    checksum[i % 16] = previous;
  }
  const whole = new Uint8Array(message.length + 16);
  whole.set(message);
  whole.set(checksum, message.length);
  return whole;
}

function at(bytes: Uint8Array, index: number): number {
  return bytes[index] as number;
}

/** A permutation of 0 … 255 made from the digits of pi (RFC 1319 §3.2). */
const SUBSTITUTION: Uint8Array = Buffer.from(
  [
    '292e43c9a2d87c013d3654a1ecf0061362a705f3c0c7738c98932bd9bc4c82ca',
    '1e9b573cfdd4e01667426f188a17e512be4ec4d6da9ede49a0fbf58ebb2fee7a',
    'a968799115b2073f94c210890b225f21807f5d9a5a903227353ecce7bff79703',
    'ff1930b348a5b5d1d75e922aac56aac64fb838d296a47db676fc6be29c7404f1',
    '459d705964718720865bcf65e62da8021b6025adaeb0b9f61c46616934407e0f',
    '5547a323dd51af3ac35cf9cebac5ea262c530d6e85288409d3dfcdf441814d52',
    '6adc37c86cc1abfa24e17b080cbdb14a7888958be363e86de9cbd5fe3b001d39',
    'f2efb70e6658d0e4a67772f8eb754b0a314450b48fed1f1adb998d339f118314',
  ].join(''),
  'hex',
);
