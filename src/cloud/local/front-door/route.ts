import type { AwsService, ServiceRequest } from '../service.ts';

/** A request before it is known whose it is. */
export type UnroutedRequest = Omit<ServiceRequest, 'service'>;

/**
 * Finds the service that a request is for: by the credential scope of its SigV4 signature (header,
 * or query of a presigned URL), else by `X-Amz-Target`, else by the first label of the host. The
 * signature itself is not checked: the twin listens on the loopback only and takes any credentials.
 * Scope: https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html
 */
export function serviceNameOf(
  request: UnroutedRequest,
  services: readonly AwsService[],
): string | undefined {
  const { headers, query } = request;
  return (
    scopeService(headerCredential(headers['authorization'])) ??
    scopeService(queryCredential(query)) ??
    targetService(headers['x-amz-target'], services) ??
    hostService(headers['host'])
  );
}

function headerCredential(authorization: string | undefined): string | undefined {
  return authorization === undefined ? undefined : /Credential=([^,\s]+)/.exec(authorization)?.[1];
}

function queryCredential(query: string): string | undefined {
  if (!query.includes('X-Amz-Credential=')) return undefined;
  return new URLSearchParams(query).get('X-Amz-Credential') ?? undefined;
}

/** `AKID/20261122/eu-west-1/kinesis/aws4_request`; SigV4a has no region, so count from the end. */
function scopeService(credential: string | undefined): string | undefined {
  const parts = credential?.split('/') ?? [];
  return parts.at(-1) === 'aws4_request' ? parts.at(-2) : undefined;
}

function targetService(
  target: string | undefined,
  services: readonly AwsService[],
): string | undefined {
  const prefix = target?.slice(0, target.lastIndexOf('.'));
  return services.find((service) => service.targetPrefixes?.includes(prefix ?? ''))?.name;
}

/** Loopback addresses name no service. */
function hostService(host: string | undefined): string | undefined {
  const label = host?.split(/[.:]/)[0];
  return label === undefined || /^(\d*|localhost|\[)$/.test(label) ? undefined : label;
}
