import type { Socket } from 'node:net';
import type { Closure, LinkOptions } from './link.ts';

/** How a connection of the Common Runtime ended, in its words. */
export interface CrtEnd {
  readonly reached: 'nothing' | 'accepted';
  /** Name of the error, `AWS_…`. */
  readonly name: string;
  readonly brokerCode?: number | undefined;
}

/**
 * The end in the words of the port. The runtime does not say whether there was a socket; the error tells,
 * and where TLS is at fault, Node's TLS shakes hands once more to hear why.
 */
export async function crtClosure(
  { reached, name, brokerCode }: CrtEnd,
  { dial, address }: Pick<LinkOptions, 'dial' | 'address'>,
): Promise<Closure> {
  const isUnexplained = TLS.test(name) || (name === CONNACK_TIMEOUT && address?.tls !== undefined);
  const error = isUnexplained ? await askNode(dial) : undefined;
  const told = error ?? errorOf(name);
  return {
    reached: reached === 'nothing' && !NO_SOCKET.test(name) ? 'socket' : reached,
    ...(told === undefined ? {} : { error: told }),
    ...(brokerCode === undefined ? {} : { brokerCode }),
  };
}

/** No CONNACK within the time that a link has for it. */
export const CONNACK_TIMEOUT = 'AWS_ERROR_MQTT5_CONNACK_TIMEOUT';
const TLS = /_TLS_/;
const NO_SOCKET = /AWS_IO_(SOCKET_(?!CLOSED)|DNS_|TLS_)|USER_REQUESTED_STOP/;
/** Nothing to tell but that it ended. */
const ONLY_THE_END = /USER_REQUESTED_STOP|HANGUP|SOCKET_CLOSED|CONNECTION_CLOSED/;
/** Names that other parts of the program, and people, know by other words. */
const KNOWN: readonly (readonly [RegExp, message: string, code?: string])[] = [
  [/CONNACK_TIMEOUT/, 'connack timeout'],
  [/PING_RESPONSE_TIMEOUT/, 'Keepalive timeout'],
  [/SOCKET_CONNECTION_REFUSED/, 'connect ECONNREFUSED', 'ECONNREFUSED'],
  [/SOCKET_TIMEOUT/, 'connect timeout', 'ETIMEDOUT'],
  [/DNS_/, 'getaddrinfo ENOTFOUND', 'ENOTFOUND'],
];

function errorOf(name: string): Error | undefined {
  if (ONLY_THE_END.test(name)) return undefined;
  const [, message = name, code] = KNOWN.find(([pattern]) => pattern.test(name)) ?? [];
  return Object.assign(new Error(message), code === undefined ? {} : { code });
}

/**
 * How long a broker that has shaken hands may take to say that it thinks better of it, ms: in TLS 1.3
 * the client's certificate is judged when the handshake is over for the client. Engineering judgement.
 */
const SECOND_THOUGHTS_MS = 2_000;

function askNode(dial: () => Socket): Promise<Error | undefined> {
  return new Promise((resolve) => {
    const socket = dial();
    const end = (error?: Error): void => {
      socket.destroy();
      resolve(error);
    };
    socket.setTimeout(SECOND_THOUGHTS_MS, () => end());
    socket.once('error', end);
    socket.once('close', () => end());
    // Without a reader the alert would wait in the socket.
    socket.resume();
  });
}
