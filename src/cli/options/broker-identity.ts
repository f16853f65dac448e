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
  const { ca, cert, key, certs } = flags;
  const own = cert !== undefined || key !== undefined;
  if (tls && ca !== undefined) {
    if (cert !== undefined && key !== undefined && certs === undefined) return { ca, cert, key };
    if (certs !== undefined && !own) return { ca, certsDir: certs };
  }
  if (!tls && ca === undefined && certs === undefined && !own) return undefined;
  throw new PmSimError(
    'options/conflict',
    'mqtts:// goes with --ca, --cert and --key, all three, or with --ca and --certs; mqtt:// with none.',
  );
}
