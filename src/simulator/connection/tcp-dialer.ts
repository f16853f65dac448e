import { connect, isIP } from 'node:net';
import type { BrokerAddress, Dial } from './link.ts';

/**
 * Opens plain sockets. TCP_NODELAY is set, as for TLS. An address in numbers leaves nothing to choose
 * from, so Node need not race families for it.
 */
export function createTcpDialer({ host, port }: Pick<BrokerAddress, 'host' | 'port'>): Dial {
  const autoSelectFamily = isIP(host) === 0;
  return (onread) =>
    connect({
      host,
      port,
      noDelay: true,
      autoSelectFamily,
      ...(onread === undefined ? {} : { onread }),
    });
}
