import { PACKET } from '../lean/packet-type.ts';
import { varintBytes, writeVarint } from '../lean/varint.ts';

export interface PacketStoreOptions {
  readonly qos: 0 | 1;
  readonly retain?: boolean;
  /** 4 (default) is MQTT 3.1.1; 5 has properties, of which we have none. */
  readonly protocolVersion?: 4 | 5;
  /** Messages held at most, those on the wire included; below the 65,535 packet identifiers. */
  readonly messagesMax: number;
  /** Bytes held at most. */
  readonly bytesMax: number;
}

/** What a call of `next` may put on the wire. */
export interface Allowance {
  readonly messages: number;
  readonly bytes: number;
}

const BYTES_AT_FIRST = 2_048;
const MESSAGES_AT_FIRST = 8;
const PACKET_ID_MAX = 65_535;
/** DUP flag of a PUBLISH (MQTT 3.1.1 §3.3.1.1). */
const DUP = 8;
/** RETAIN flag (§3.3.1.3). */
const RETAIN = 1;
/** Marks a message in `#lengths` whose acknowledgement came before those of older ones. */
const SETTLED = 2 ** 31;
const EMPTY = Buffer.alloc(0);
const NO_LENGTHS = new Uint32Array(0);

/**
 * The PUBLISH packets of one connection, from when they are made until they are acknowledged: an outbox
 * of bytes. They lie behind each other in one buffer, in order:
 *
 *     | free | on the wire, not acknowledged | waiting | free |
 *
 * so what is due goes to the socket as one piece without being copied, what a broken connection left
 * unacknowledged is sent again from where it lies, and a message allocates nothing. Packet identifiers
 * follow each other, so an acknowledgement finds its message by subtraction.
 */
export class PacketStore {
  readonly #options: PacketStoreOptions;
  #bytes: Buffer = EMPTY;
  /** Bounds of the two stretches, bytes. */
  #start = 0;
  #sent = 0;
  #end = 0;
  /** Length of each packet held, as a ring. */
  #lengths = NO_LENGTHS;
  /** Messages ever added, put on the wire with this connection or an older one, and forgotten. */
  #added = 0;
  #wired = 0;
  #gone = 0;
  /** Messages that have been on a wire before: what is sent again below this is marked as such. */
  #wiredOnce = 0;
  #resent = 0;
  #deliveredOnLink = 0;
  /** Writes that a socket has not taken yet: their bytes must stay where they are. */
  #writing = 0;

  constructor(options: PacketStoreOptions) {
    this.#options = options;
  }

  /** Whether another message may be added; one message is always taken, however long. */
  hasRoom(): boolean {
    const { messagesMax, bytesMax } = this.#options;
    return this.held() < messagesMax && this.#end - this.#start < bytesMax;
  }

  /** Messages that are not acknowledged, waiting or on the wire. */
  held(): number {
    return this.#added - this.#gone;
  }

  inflight(): number {
    return this.#wired - this.#gone;
  }

  waiting(): number {
    return this.#added - this.#wired;
  }

  /** Times a message was sent again after its link was lost. */
  resent(): number {
    return this.#resent;
  }

  /** Messages that the link of now has delivered. */
  deliveredOnLink(): number {
    return this.#deliveredOnLink;
  }

  /** @param topic UTF-8 with its length in two bytes before it, from `encodeText` */
  add(topic: Uint8Array, payload: Uint8Array): void {
    const { qos, retain, protocolVersion } = this.#options;
    const propertyBytes = protocolVersion === 5 ? 1 : 0;
    const remaining = topic.length + (qos === 1 ? 2 : 0) + propertyBytes + payload.length;
    const length = 1 + varintBytes(remaining) + remaining;
    this.#makeRoom(length);
    const bytes = this.#bytes;
    bytes[this.#end] = (PACKET.publish << 4) | (qos << 1) | (retain === true ? RETAIN : 0);
    let at = writeVarint(bytes, remaining, this.#end + 1);
    bytes.set(topic, at);
    at += topic.length;
    if (qos === 1) {
      const id = packetIdOf(this.#added);
      bytes[at++] = id >> 8;
      bytes[at++] = id;
    }
    if (propertyBytes === 1) bytes[at++] = 0;
    bytes.set(payload, at);
    this.#lengths[this.#added & (this.#lengths.length - 1)] = length;
    this.#end += length;
    this.#added += 1;
  }

  /**
   * The packets that go out now, as one piece; nothing when there is none or none is allowed. Whoever
   * takes them says `taken` when the socket has them.
   */
  next(allowed: Allowance): Uint8Array | undefined {
    this.#skipSettled();
    const from = this.#sent;
    let messages = Math.min(allowed.messages, this.waiting());
    let { bytes } = allowed;
    for (; messages > 0 && !this.#isSettled(this.#wired); messages -= 1) {
      const length = this.#lengthOf(this.#wired);
      if (length > bytes) break;
      bytes -= length;
      if (this.#wired < this.#wiredOnce) this.#sendAgain();
      this.#sent += length;
      this.#wired += 1;
    }
    if (this.#sent === from) return undefined;
    this.#wiredOnce = Math.max(this.#wiredOnce, this.#wired);
    this.#writing += 1;
    return this.#bytes.subarray(from, this.#sent);
  }

  /**
   * The socket has a piece. At QoS 0 that delivers it; returns how many messages.
   * @param through what `wired` told when the piece went out
   */
  taken(through: number): number {
    this.#writing -= 1;
    if (this.#options.qos === 1) return 0;
    const delivered = through - this.#gone;
    while (this.#gone < through) this.#forgetOldest();
    this.#deliveredOnLink += delivered;
    return delivered;
  }

  /** Messages put on the wire so far. */
  wired(): number {
    return this.#wired;
  }

  /** A PUBACK came; one for a message that is not on the wire counts for nothing. */
  acknowledged(packetId: number): boolean {
    const oldest = packetIdOf(this.#gone);
    const place = this.#gone + ((packetId - oldest + PACKET_ID_MAX) % PACKET_ID_MAX);
    if (place >= this.#wired) return false;
    const slot = place & (this.#lengths.length - 1);
    if ((this.#lengths[slot] as number) >= SETTLED) return false;
    this.#lengths[slot] = (this.#lengths[slot] as number) + SETTLED;
    while (this.#gone < this.#wired && this.#isSettled(this.#gone)) this.#forgetOldest();
    this.#deliveredOnLink += 1;
    return true;
  }

  /** The link is gone: everything unacknowledged waits again, before what is new. */
  startOver(): void {
    this.#sent = this.#start;
    this.#wired = this.#gone;
    this.#writing = 0;
    this.#deliveredOnLink = 0;
    // Its socket may still hold pieces: they keep the old bytes, and we go on with a copy.
    this.#replace(this.#bytes.length);
  }

  /** Gives up all that is held and returns how many messages that were. */
  discard(): number {
    const given = this.held();
    while (this.#gone < this.#added) this.#forgetOldest();
    this.#wired = this.#gone;
    this.#sent = this.#start;
    return given;
  }

  /** What was acknowledged on an older link, out of order, is not sent again. */
  #skipSettled(): void {
    while (this.#wired < this.#wiredOnce && this.#isSettled(this.#wired)) {
      this.#sent += this.#lengthOf(this.#wired);
      this.#wired += 1;
    }
  }

  #lengthOf(place: number): number {
    return (this.#lengths[place & (this.#lengths.length - 1)] as number) % SETTLED;
  }

  #isSettled(place: number): boolean {
    return (this.#lengths[place & (this.#lengths.length - 1)] as number) >= SETTLED;
  }

  #forgetOldest(): void {
    this.#start += this.#lengthOf(this.#gone);
    this.#gone += 1;
  }

  #sendAgain(): void {
    this.#resent += 1;
    if (this.#options.qos === 1) this.#bytes[this.#sent] = (this.#bytes[this.#sent] ?? 0) | DUP;
  }

  #makeRoom(length: number): void {
    if (this.held() === this.#lengths.length) this.#growLengths();
    if (this.#end + length <= this.#bytes.length) return;
    const live = this.#end - this.#start;
    const capacity = this.#bytes.length;
    // Moving the live bytes to the front pays when they are few; pieces in a socket must not move.
    if (2 * live + length > capacity) this.#replace(Math.max(BYTES_AT_FIRST, 2 * (live + length)));
    else if (this.#writing > 0) this.#replace(capacity);
    else {
      this.#bytes.copyWithin(0, this.#start, this.#end);
      this.#moved();
    }
  }

  #replace(capacity: number): void {
    const bytes = capacity === 0 ? EMPTY : Buffer.allocUnsafeSlow(capacity);
    this.#bytes.copy(bytes, 0, this.#start, this.#end);
    this.#bytes = bytes;
    this.#moved();
  }

  #moved(): void {
    this.#sent -= this.#start;
    this.#end -= this.#start;
    this.#start = 0;
  }

  #growLengths(): void {
    const larger = new Uint32Array(Math.max(MESSAGES_AT_FIRST, 2 * this.#lengths.length));
    for (let i = this.#gone; i < this.#added; i += 1) {
      larger[i & (larger.length - 1)] = this.#lengths[i & (this.#lengths.length - 1)] as number;
    }
    this.#lengths = larger;
  }
}

/** 1 … 65535, the identifier 0 being none (MQTT 3.1.1 §2.3.1). */
function packetIdOf(place: number): number {
  return (place % PACKET_ID_MAX) + 1;
}
