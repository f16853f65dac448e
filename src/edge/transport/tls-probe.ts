import { isIP } from 'node:net';
import { connect } from 'node:tls';
import { tlsVerdict, type TlsVerdict } from '../../telemetry/tls-reason.ts';

export interface TlsProbeOptions {
  readonly host: string;
  readonly port: number;
  /** PEM. */
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

/**
 * How long a broker that has shaken hands may take to say that it thinks better of it, ms: in TLS 1.3
 * the client's certificate is judged after the handshake is over for the client. Engineering judgement.
 */
const SECOND_THOUGHTS_MS = 2_000;

/**
 * Shakes hands once more with Node's TLS, which tells what the Common Runtime's does not: the alert
 * of the broker, or what is wrong with the broker's certificate. Undefined when there is nothing to
 * tell. Nothing is sent.
 */
export function probeTls(options: TlsProbeOptions): Promise<TlsVerdict | undefined> {
  const { host, port, ca, cert, key } = options;
  return new Promise((resolve) => {
    const servername = isIP(host) === 0 ? { servername: host } : {};
    const socket = connect({ host, port, ca, cert, key, ...servername });
    const end = (verdict?: TlsVerdict): void => {
      socket.destroy();
      resolve(verdict);
    };
    socket.setTimeout(SECOND_THOUGHTS_MS, end);
    socket.once('error', (error) => end(tlsVerdict(error)));
    socket.once('close', () => end());
    // Without a reader the alert would wait in the socket.
    socket.resume();
  });
}
