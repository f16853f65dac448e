import type { Socket } from 'node:net';
import type { OutgoingMessage } from '../link.ts';
import { encodeText } from './encode.ts';
import { publishBytes, writePublish } from './publish-packet.ts';
import type { WriteTick } from './write-tick.ts';

interface PublishBatchOptions {
  readonly socket: Socket;
  readonly protocolVersion: 4 | 5;
  readonly tick: WriteTick;
}

/** A batch that has grown so large is written before its turn is over, bytes. */
const BATCH_BYTES_MAX = 65_536;
const EMPTY = Buffer.alloc(0);

/**
 * The PUBLISHes of one turn of the event loop, encoded as they come and written with one call. The
 * write is the cost of a message: 5–10 µs a call on one core, of which a shared call takes only a part.
 * Between turns the batch holds no memory, so that idle connections are cheap.
 */
export class PublishBatch {
  readonly #options: PublishBatchOptions;
  #bytes: Buffer = EMPTY;
  #used = 0;
  /** What the last turn took: the next one begins with as much room. */
  #usual = 0;
  /** Callbacks of the messages within. */
  #taken: (() => void)[] = [];
  /** A device says nearly everything on one topic. */
  #topic = '';
  #topicBytes: Buffer = EMPTY;

  constructor(options: PublishBatchOptions) {
    this.#options = options;
  }

  /** `onTaken` is called when the socket has taken the bytes. */
  add(message: OutgoingMessage, packetId: number, onTaken?: () => void): void {
    const { topic, payload, qos, dup } = message;
    if (topic !== this.#topic || this.#topicBytes === EMPTY) {
      this.#topic = topic;
      this.#topicBytes = encodeText(topic);
    }
    const packet = {
      topic: this.#topicBytes,
      payload,
      payloadBytes: Buffer.byteLength(payload),
      qos,
      dup,
      packetId,
      protocolVersion: this.#options.protocolVersion,
    };
    const length = publishBytes(packet);
    if (this.#used + length > BATCH_BYTES_MAX) this.flush();
    this.#makeRoom(length);
    if (this.#used === 0) this.#options.tick.join(this);
    this.#used = writePublish(this.#bytes, packet, this.#used);
    if (onTaken !== undefined) this.#taken.push(onTaken);
  }

  /** Writes at once what has been gathered. */
  flush(): void {
    if (this.#used === 0) return;
    const { socket } = this.#options;
    const written = this.#bytes.subarray(0, this.#used);
    const taken = this.#taken;
    this.#usual = this.#used;
    this.#used = 0;
    this.#bytes = EMPTY;
    if (taken.length > 0) this.#taken = [];
    // After DISCONNECT nothing may follow; what was for it waits in the outbox.
    if (!socket.writable) return;
    if (taken.length === 0) {
      socket.write(written);
      return;
    }
    socket.write(written, (error) => {
      if (!error) for (const tell of taken) tell();
    });
  }

  #makeRoom(length: number): void {
    const bytes = this.#bytes;
    const used = this.#used;
    if (used + length <= bytes.length) return;
    this.#bytes = Buffer.allocUnsafe(Math.max(used + length, 2 * used, this.#usual));
    bytes.copy(this.#bytes, 0, 0, used);
  }
}
