import { PmSimError, errnoOf, messageOf } from '../../runtime/errors.ts';

/** What AWS calls credentials that it does not take. */
const CREDENTIALS: readonly string[] = [
  'CredentialsProviderError',
  'UnrecognizedClientException',
  'InvalidClientTokenId',
  'ExpiredTokenException',
  'ExpiredToken',
  'InvalidAccessKeyId',
  'SignatureDoesNotMatch',
  'TokenProviderError',
];
const RIGHTS: readonly string[] = [
  'AccessDenied',
  'AccessDeniedException',
  'ForbiddenException',
  'UnauthorizedException',
];
const NETWORK: readonly string[] = [
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'ECONNRESET',
  'EHOSTUNREACH',
];

const PROVISIONING = 'docs/provisioning.md lists the IAM actions that provisioning needs.';

/**
 * What AWS refused, as an error of ours; anything else as it is.
 * @param rights what to do about missing permissions
 */
export function awsFault(error: unknown, place: string, rights = PROVISIONING): unknown {
  if (error instanceof PmSimError || !(error instanceof Error)) return error;
  const { name } = error;
  if (CREDENTIALS.includes(name)) {
    return fault('connection/credentials', `${place} takes no credentials: ${text(error)}.`, {
      hint: 'Log in as for the AWS CLI (`aws sts get-caller-identity` tests it), or give --aws-profile NAME.',
      cause: error,
    });
  }
  if (RIGHTS.includes(name)) {
    return fault('connection/forbidden', `${place} does not allow this: ${text(error)}.`, {
      hint: rights,
      cause: error,
    });
  }
  if (NETWORK.includes(errnoOf(error) ?? '') || name === 'TimeoutError') {
    return fault('connection/unreachable', `Cannot reach ${place}: ${text(error)}.`, {
      hint: 'Check the network, --region and --endpoint-url.',
      cause: error,
    });
  }
  if (error.message === 'Region is missing') {
    return new PmSimError('options/invalid', 'No AWS region is given.', {
      hint: 'Give --region NAME, set AWS_REGION, or write it into the AWS profile.',
      cause: error,
    });
  }
  if ('$metadata' in error) {
    return fault('provision/refused', `${place} refused: ${name}: ${text(error)}.`, {
      cause: error,
    });
  }
  return error;
}

function fault(
  code: string,
  message: string,
  options: { readonly hint?: string; readonly cause: unknown },
): PmSimError {
  return new PmSimError(code, message, { kind: 'connection', ...options });
}

function text(error: Error): string {
  const said = messageOf(error);
  return (said === '' ? error.name : said).replace(/[.\s]+$/u, '');
}
