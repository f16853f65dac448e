import type { IdentityRegistry } from '../identity/identity-registry.ts';
import { AwsFault, type AwsService } from '../service.ts';
import { caCertificateRoutes } from './ca-certificate-routes.ts';
import { certificateRoutes } from './certificate-routes.ts';
import { jobRoutes } from '../jobs/job-routes.ts';
import type { JobService } from '../jobs/job-service.ts';
import { provisioningRoutes } from './provisioning-routes.ts';
import { policyRoutes } from './policy-routes.ts';
import { roleAliasRoutes } from './role-alias-routes.ts';
import { answer, type RestRoute } from './rest.ts';
import { thingGroupRoutes } from './thing-group-routes.ts';
import { thingRoutes } from './thing-routes.ts';

export interface IotControlPlaneOptions {
  readonly registry: IdentityRegistry;
  /** `host:port` of the broker, the answer to DescribeEndpoint. */
  readonly endpoint: () => string;
  /** `host:port` of the credential provider, where there is one. */
  readonly credentialEndpoint?: () => string | undefined;
  /** Its operations are refused by name without it. */
  readonly jobs?: JobService;
}

/**
 * The part of the AWS IoT control plane that provisioning needs (AWS IoT API reference): things,
 * types, groups, certificates, policies, attachments, provisioning templates, and Jobs. Everything else is refused by name.
 */
export function createIotControlPlane(options: IotControlPlaneOptions): AwsService {
  const { registry, jobs } = options;
  const { account, things } = registry;
  const thingExists = (name: string): boolean => things.find(name) !== undefined;
  const routes: readonly RestRoute[] = [
    ...thingRoutes(registry),
    ...thingGroupRoutes(registry),
    ...certificateRoutes(registry),
    ...caCertificateRoutes(registry),
    ...policyRoutes(registry),
    ...provisioningRoutes(registry),
    ...roleAliasRoutes(registry),
    ...(jobs === undefined ? [] : jobRoutes({ jobs, account, thingExists })),
    {
      operation: 'DescribeEndpoint',
      method: 'GET',
      path: '/endpoint',
      run: (call) => ({ endpointAddress: endpointOf(options, call.query.get('endpointType')) }),
    },
  ];
  return {
    name: 'iot',
    handle: (request) => Promise.resolve().then(() => answer(routes, request)),
  };
}

/** The broker, unless it is the credential provider that is asked for (API reference, DescribeEndpoint). */
function endpointOf(options: IotControlPlaneOptions, type: string | null): string {
  if (type !== 'iot:CredentialProvider') return options.endpoint();
  const found = options.credentialEndpoint?.();
  if (found !== undefined) return found;
  throw new AwsFault(
    'InvalidRequestException',
    'The credential provider is open only while a run has its AWS API open.',
  );
}
