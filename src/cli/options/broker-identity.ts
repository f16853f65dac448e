import { PmSimError } from '../../runtime/errors.ts';
import type { BrokerTarget } from './broker-target.ts';

/** Files in PEM: one certificate for all connections, or a folder with one for each. */
export type BrokerIdentity = { readonly ca: string } & (
  | { readonly cert: string; readonly key: string }
  | { readonly certsDir: string }
);

interface IdentityFlags {
  readonly ca?: string | undefined;
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
  readonly certs?: string | undefined;
}

/**
 * What the connections show to the broker; nothing without TLS.
 * @throws PmSimError `options/conflict` where it is not whole, or more than one
 */
export function brokerIdentity(
  { tls }: BrokerTarget,
  flags: IdentityFlags,
): BrokerIdentity | undefined {
  const given = FLAGS.filter((name) => flags[name] !== undefined).join(' ');
  const { ca = '', cert = '', key = '', certs = '' } = flags;
  if (!tls && given === '') return undefined;
  if (tls && given === 'ca cert key') return { ca, cert, key };
  if (tls && given === 'ca certs') return { ca, certsDir: certs };
  throw new PmSimError(
    'options/conflict',
    'mqtts:// goes with --ca, --cert and --key, all three, or with --ca and --certs; mqtt:// with none.',
  );
}

const FLAGS = ['ca', 'cert', 'key', 'certs'] as const;
