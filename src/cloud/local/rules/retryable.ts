import { errnoOf } from '../../../runtime/errors.ts';

/** Faults that pass by themselves, by the names that AWS services and SDKs give them. */
const PASSING_FAULTS: ReadonlySet<string> = new Set([
  'InternalFailure',
  'InternalServerError',
  'InternalError',
  'InternalErrorException',
  'LimitExceededException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'ServiceUnavailable',
  'SlowDown',
  'ThrottledException',
  'Throttling',
  'ThrottlingException',
  'TooManyRequestsException',
]);

const PASSING_ERRNOS: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
]);

/** Whether an action's error is intermittent: throttling, a service fault or a broken connection. */
export function isRetryable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = errnoOf(error) ?? '';
  if (PASSING_FAULTS.has(error.name) || PASSING_FAULTS.has(code) || PASSING_ERRNOS.has(code)) {
    return true;
  }
  return statusOf(error) >= 500;
}

/** HTTP status of an SDK exception or of a fault of the twin; 0 if there is none. */
function statusOf(error: Error): number {
  const { status, $metadata } = error as {
    readonly status?: unknown;
    readonly $metadata?: { readonly httpStatusCode?: unknown };
  };
  const found = $metadata?.httpStatusCode ?? status;
  return typeof found === 'number' ? found : 0;
}
