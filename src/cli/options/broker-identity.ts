import { PmSimError } from '../../runtime/errors.ts';
import type { BrokerTarget } from './broker-target.ts';
import { defined } from './defined.ts';

/** A folder with a certificate for each connection, PEM, as `provision` writes them. */
interface FolderIdentity {
  readonly ca: string;
  readonly certsDir: string;
}

/**
 * Files in PEM, the same for all connections. Without authorities those count that Node trusts; without a
 * certificate the broker asks for a user name.
 */
interface FileIdentity {
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
  if (!tls && given === '') return undefined;
  const sets = flags.username === undefined ? WITHOUT_NAME : WITH_NAME;
  if (tls && sets.includes(given)) return identityOf(flags);
  throw new PmSimError(
    'options/conflict',
    'mqtts:// goes with --ca, --cert and --key, all three, with --ca and --certs, or with --username; mqtt:// with none.',
  );
}

const FLAGS = ['ca', 'cert', 'key', 'certs'] as const;

/** Sets of flags that say who connects. */
const WITHOUT_NAME: readonly string[] = ['ca cert key', 'ca certs'];
const WITH_NAME: readonly string[] = [...WITHOUT_NAME, 'ca', ''];

function identityOf({ ca, cert, key, certs }: IdentityFlags): BrokerIdentity {
  if (ca !== undefined && certs !== undefined) return { ca, certsDir: certs };
  return { ...defined('ca', ca), ...defined('cert', cert), ...defined('key', key) };
}
