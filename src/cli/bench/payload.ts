/** What a message says of itself. */
export interface Stamp {
  /** Of which connection, from 0. */
  readonly connection: number;
  /** Which one of it, from 0. */
  readonly seq: number;
  /** When it was due, ms of the clock of both ends. */
  readonly dueAt: number;
}

/** Writes payloads of one length: `connection seq time`, blanks, and a filling that costs nothing. */
export function createPayloads(bytes: number): (stamp: Stamp) => string {
  const filling = `|${'x'.repeat(bytes)}`;
  return ({ connection, seq, dueAt }) => {
    const head = `${connection} ${seq} ${dueAt.toFixed(3)} `;
    return head + filling.slice(0, bytes - head.length);
  };
}

const BLANK = 0x20;

/** NaN where it is not one of ours; digits and points are read without making a text of them. */
export function readStamp(payload: Uint8Array): Stamp {
  const connectionEnd = payload.indexOf(BLANK);
  const seqEnd = payload.indexOf(BLANK, connectionEnd + 1);
  const dueEnd = payload.indexOf(BLANK, seqEnd + 1);
  return {
    connection: digits(payload, 0, connectionEnd),
    seq: digits(payload, connectionEnd + 1, seqEnd),
    dueAt: digits(payload, seqEnd + 1, dueEnd) / 1_000,
  };
}

/** The digits of a stretch as one number, points passed over: `12.345` is 12345. */
function digits(bytes: Uint8Array, from: number, to: number): number {
  if (to <= from) return Number.NaN;
  let value = 0;
  for (let at = from; at < to; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte >= 48 && byte <= 57) value = value * 10 + byte - 48;
    else if (byte !== 46) return Number.NaN;
  }
  return value;
}
