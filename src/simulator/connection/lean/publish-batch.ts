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

/** The PUBLISHes of one turn of the event loop, encoded as they come and written with one call. */
export interface PublishBatch {
  /** `onTaken` is called when the socket has taken the bytes. */
  add(message: OutgoingMessage, packetId: number, onTaken?: () => void): void;
  /** Writes at once what has been gathered. */
  flush(): void;
}

/** A batch that has grown so large is written before its turn is over, bytes. */
const BATCH_BYTES_MAX = 65_536;
const EMPTY = Buffer.alloc(0);

interface Gathered {
  bytes: Buffer;
  used: number;
  /** What the last turn took: the next one begins with as much room. */
  usual: number;
  /** Callbacks of the messages within. */
  taken: (() => void)[];
}

/**
 * The write is the cost of a message: 5–10 µs a call on one core, of which a shared call takes only a
 * part. Between turns the batch holds no memory, so that idle connections are cheap.
 */
export function createPublishBatch(options: PublishBatchOptions): PublishBatch {
  const { socket, protocolVersion, tick } = options;
  const gathered: Gathered = { bytes: EMPTY, used: 0, usual: 0, taken: [] };
  const topics = createTopicCache();
  const flush = (): void => write(gathered, socket);
  return {
    add({ topic, payload, qos, dup }, packetId, onTaken) {
      const packet = {
        topic: topics(topic),
        payload,
        payloadBytes: Buffer.byteLength(payload),
        qos,
        dup,
        packetId,
        protocolVersion,
      };
      const length = publishBytes(packet);
      if (gathered.used + length > BATCH_BYTES_MAX) flush();
      makeRoom(gathered, length);
      if (gathered.used === 0) tick.join(flush);
      gathered.used = writePublish(gathered.bytes, packet, gathered.used);
      if (onTaken !== undefined) gathered.taken.push(onTaken);
    },
    flush,
  };
}

/** A device says nearly everything on one topic. */
function createTopicCache(): (text: string) => Buffer {
  let last = '';
  let encoded = encodeText(last);
  return (text) => {
    if (text !== last) {
      last = text;
      encoded = encodeText(text);
    }
    return encoded;
  };
}

function makeRoom(gathered: Gathered, length: number): void {
  const { bytes, used, usual } = gathered;
  if (used + length <= bytes.length) return;
  gathered.bytes = Buffer.allocUnsafe(Math.max(used + length, 2 * used, usual));
  bytes.copy(gathered.bytes, 0, 0, used);
}

function write(gathered: Gathered, socket: Socket): void {
  const { bytes, used, taken } = gathered;
  if (used === 0) return;
  Object.assign(gathered, { bytes: EMPTY, used: 0, usual: used, taken: [] });
  // After DISCONNECT nothing may follow; what was for it waits in the outbox.
  if (!socket.writable) return;
  const written = bytes.subarray(0, used);
  if (taken.length === 0) {
    socket.write(written);
    return;
  }
  socket.write(written, (error) => {
    if (!error) for (const tell of taken) tell();
  });
}
