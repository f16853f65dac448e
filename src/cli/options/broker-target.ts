import { PmSimError } from '../../runtime/errors.ts';

/** A broker that somebody else runs. */
export interface BrokerTarget {
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  /** Whether it is AWS IoT Core, whose limits are then kept. */
  readonly isAws: boolean;
}

/** Data endpoints of AWS IoT Core ("AWS IoT device data and service endpoints"). */
const AWS_HOST = /\.iot\.[a-z0-9-]+\.amazonaws\.com(\.cn)?$/;
const PORTS = { 'mqtt:': 1_883, 'mqtts:': 8_883 } as const;

/**
 * Reads `mqtt://host:port` or `mqtts://host:port`; nothing where the target is no URL.
 * @throws PmSimError `target/invalid`
 */
export function brokerTarget(target: string): BrokerTarget | undefined {
  if (!target.includes('://')) return undefined;
  const hint = 'Write mqtt://127.0.0.1:1883, or mqtts://… for TLS.';
  if (!URL.canParse(target)) {
    throw new PmSimError('target/invalid', `"${target}" is not the URL of a broker.`, { hint });
  }
  const { protocol, hostname, port, username, pathname } = new URL(target);
  if (protocol !== 'mqtt:' && protocol !== 'mqtts:') {
    const text = `"${protocol}//" is not a protocol that devices speak.`;
    throw new PmSimError('target/invalid', text, { hint });
  }
  if (hostname === '' || username !== '' || !['', '/'].includes(pathname)) {
    const text = `"${target}" has more or less than a host and a port.`;
    throw new PmSimError('target/invalid', text, { hint });
  }
  return {
    host: hostname.replace(/^\[(.*)\]$/, '$1'),
    port: port === '' ? PORTS[protocol] : Number(port),
    tls: protocol === 'mqtts:',
    isAws: AWS_HOST.test(hostname),
  };
}
