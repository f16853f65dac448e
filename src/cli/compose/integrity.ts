/** Sequence numbers remembered as missing per stream; beyond it a gap counts as lost for good. */
const MISSING_MAX = 65_536;

export interface IntegrityCount {
  readonly lost: number;
  readonly duplicated: number;
  readonly reordered: number;
}

/**
 * Accounts at the far end of the path for what was sent at the near end, by sequence number: a number
 * that never arrives is lost, one that arrives twice is duplicated, one that arrives after a higher
 * one is reordered.
 */
export interface IntegrityLedger {
  /** A message left its device. */
  sent(device: string, seq: number): void;
  /** The message came out at the far end. */
  seen(device: string, seq: number): void;
  /** How many distinct messages have come out. */
  arrived(): number;
  count(): IntegrityCount;
}

interface Stream {
  sentMax: number;
  next: number;
  readonly missing: Set<number>;
  forgotten: number;
}

export function createIntegrityLedger(): IntegrityLedger {
  const streams = new Map<string, Stream>();
  let duplicated = 0;
  let reordered = 0;
  let arrived = 0;

  const streamOf = (device: string): Stream => {
    const known = streams.get(device);
    if (known !== undefined) return known;
    const stream: Stream = { sentMax: 0, next: 1, missing: new Set(), forgotten: 0 };
    streams.set(device, stream);
    return stream;
  };

  return {
    sent(device, seq) {
      const stream = streamOf(device);
      stream.sentMax = Math.max(stream.sentMax, seq);
    },
    seen(device, seq) {
      const stream = streamOf(device);
      if (seq >= stream.next) {
        noteGap(stream, seq);
        arrived += 1;
      } else if (stream.missing.delete(seq)) {
        reordered += 1;
        arrived += 1;
      } else {
        duplicated += 1;
      }
    },
    arrived: () => arrived,
    count: () => ({ lost: lostOf(streams.values()), duplicated, reordered }),
  };
}

function noteGap(stream: Stream, seq: number): void {
  for (let gap = stream.next; gap < seq; gap += 1) {
    if (stream.missing.size < MISSING_MAX) stream.missing.add(gap);
    else stream.forgotten += 1;
  }
  stream.next = seq + 1;
}

function lostOf(streams: Iterable<Stream>): number {
  let lost = 0;
  for (const stream of streams) {
    lost += stream.missing.size + stream.forgotten;
    lost += Math.max(0, stream.sentMax - (stream.next - 1));
  }
  return lost;
}
