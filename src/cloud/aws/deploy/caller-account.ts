import { GetCallerIdentityCommand, type STSClient } from '@aws-sdk/client-sts';
import { PmSimError } from '../../../runtime/errors.ts';
import type { AccountPlace } from '../fleet-resources.ts';

/**
 * The account that the credentials are of (STS API reference, GetCallerIdentity, which needs no
 * permission), and the region that the client was given.
 */
export async function callerAccount(sts: STSClient): Promise<AccountPlace> {
  const [{ Account: accountId, Arn: arn = '' }, region] = await Promise.all([
    sts.send(new GetCallerIdentityCommand({})),
    sts.config.region(),
  ]);
  if (accountId !== undefined) return { accountId, region, partition: arn.split(':')[1] ?? 'aws' };
  throw new PmSimError('cloud/no-account', 'The endpoint does not say whose account it is.', {
    kind: 'connection',
    hint: 'Check that the endpoint is AWS or implements STS.',
  });
}
