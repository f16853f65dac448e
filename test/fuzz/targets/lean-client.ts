import { Duplex } from 'node:stream';
import type { OnReadOpts, Socket } from 'node:net';
import { createLeanLinks } from '../../../src/simulator/connection/lean/lean-link.ts';
import type { Closure } from '../../../src/simulator/connection/link.ts';
import type { Random } from '../../../src/runtime/random.ts';
import { Violation, type FuzzTarget, type FuzzWorld } from '../fuzz-target.ts';
import { pick } from '../hostile.ts';
import { mutateBytes, randomBytes } from '../mutate-bytes.ts';

/** What a broker may say to a simulated device: whole packets, torn ones, and none at all. */
export const leanClient: FuzzTarget = { name: 'lean-client', share: 20, deadlineMs: 500, open };

const PACKETS: readonly [readonly number[], ...(readonly number[])[]] = [
  [0x20, 2, 0, 0],
  [0x20, 3, 0, 0, 0],
  [0x20, 8, 0, 0, 5, 0x13, 0, 30, 0x25, 0],
  [0x20, 2, 0, 5],
  [0x40, 2, 0, 1],
  [0x40, 3, 0, 1, 0x87],
  [0x40, 4, 0, 2, 0x10, 0],
  [0xd0, 0],
  [0xe0, 0],
  [0xe0, 2, 0x8e, 0],
  [0x30, 7, 0, 3, 97, 47, 98, 1, 2],
  [0x90, 3, 0, 1, 0],
  [0x30, 0xff, 0xff, 0xff, 0x7f],
];

const PUBLISHES = 3;

function open(): Promise<FuzzWorld> {
  return Promise.resolve({
    draw(random: Random) {
      const packets = Array.from({ length: 1 + random.int(5) }, () => Buffer.from(pick(random, PACKETS))); // prettier-ignore
      const accepted = random.chance(0.7) ? Buffer.from(PACKETS[random.int(3)] ?? []) : Buffer.alloc(0); // prettier-ignore
      const honest = Buffer.concat([accepted, ...packets]);
      const bytes = random.chance(0.1) ? randomBytes(random, random.int(64)) : mutateBytes(random, honest, 3); // prettier-ignore
      return Buffer.concat([Buffer.of(random.chance(0.5) ? 4 : 5, 1 + random.int(16)), bytes]);
    },
    take: (input: Buffer) => converse(input),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  });
}

/** Says it to one link, in pieces, while the link publishes. */
async function converse(input: Buffer): Promise<string> {
  const [version = 4, pieceBytes = 1] = input;
  const { socket, dial, hear } = fakeSocket();
  let closure: Closure | undefined;
  let connected = false;
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  const link = createLeanLinks()(
    {
      dial,
      clientId: 'd',
      protocolVersion: version === 4 ? 4 : 5,
      keepAliveSeconds: 60,
      connectTimeoutMs: 60_000,
      will: { topic: 't', payload: '' },
    },
    {
      onConnected: () => (connected = true),
      onClosed: (how) => (closure = how),
    },
  );
  socket.emit('connect');
  for (let at = 2; at < input.length && !socket.destroyed; at += pieceBytes) {
    if (connected && at < 2 + PUBLISHES * pieceBytes)
      link.publish({ topic: 't', payload: '{}', qos: 1, dup: false }, () => undefined);
    hear(input.subarray(at, at + pieceBytes));
  }
  const survived = !socket.destroyed;
  link.destroy();
  await closed;
  if (closure === undefined) throw new Violation('it closed and told nobody');
  if (survived) return connected ? 'accepted' : 'waits for more';
  return closingOf(closure);
}

/** A socket without a network, which hears what it is told to. */
function fakeSocket() {
  const socket = new Duplex({ read: () => undefined, write: (_chunk, _encoding, done) => done() });
  let reading: OnReadOpts | undefined;
  return {
    socket,
    dial: (onread?: OnReadOpts): Socket => {
      reading = onread;
      return socket as unknown as Socket;
    },
    hear: (piece: Buffer): void => {
      const buffer = reading?.buffer as Buffer;
      piece.copy(buffer);
      reading?.callback(piece.length, buffer);
    },
  };
}

/** Reason codes are many; which one it was does not matter here. */
function closingOf({ error }: Closure): string {
  return `closed: ${(error?.message ?? 'with a code').replaceAll(/ \d+/gu, '')}`;
}
