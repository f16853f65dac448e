import { PmSimError } from '../../runtime/errors.ts';
import type { BrokerTarget } from './broker-target.ts';
import { defined } from './defined.ts';

/** A folder with a certificate for each connection, PEM, as `provision` writes them. */
export interface FolderIdentity {
  readonly ca: string;
  readonly certsDir: string;
}

/**
 * Files in PEM, the same for all connections. Without authorities those count that Node trusts; without a
 * certificate the broker asks for a user name.
 */
export interface FileIdentity {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

export type BrokerIdentity = FileIdentity | FolderIdentity;

interface IdentityFlags {
  readonly ca?: string | undefined;
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
  readonly certs?: string | undefined;
  readonly username?: string | undefined;
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
  const { ca = '', cert = '', key = '', certs = '', username } = flags;
  if (!tls && given === '') return undefined;
  if (tls && given === 'ca cert key') return { ca, cert, key };
  if (tls && given === 'ca certs') return { ca, certsDir: certs };
  if (tls && username !== undefined && (given === '' || given === 'ca')) {
    return { ...defined('ca', flags.ca) };
  }
  throw new PmSimError(
    'options/conflict',
    'mqtts:// goes with --ca, --cert and --key, all three, with --ca and --certs, or with --username; mqtt:// with none.',
  );
}

const FLAGS = ['ca', 'cert', 'key', 'certs'] as const;
