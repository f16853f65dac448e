import type { IdentityRegistry } from '../identity/identity-registry.ts';
import type { AwsService } from '../service.ts';
import { certificateRoutes } from './certificate-routes.ts';
import { policyRoutes } from './policy-routes.ts';
import { answer, type RestRoute } from './rest.ts';
import { thingGroupRoutes } from './thing-group-routes.ts';
import { thingRoutes } from './thing-routes.ts';

export interface IotControlPlaneOptions {
  readonly registry: IdentityRegistry;
  /** `host:port` of the broker, the answer to DescribeEndpoint. */
  readonly endpoint: () => string;
}

/**
 * The part of the AWS IoT control plane that provisioning needs (AWS IoT API reference): things,
 * types, groups, certificates, policies, attachments. Everything else is refused by name.
 */
export function createIotControlPlane(options: IotControlPlaneOptions): AwsService {
  const { registry } = options;
  const routes: readonly RestRoute[] = [
    ...thingRoutes(registry),
    ...thingGroupRoutes(registry),
    ...certificateRoutes(registry),
    ...policyRoutes(registry),
    {
      operation: 'DescribeEndpoint',
      method: 'GET',
      path: '/endpoint',
      run: () => ({ endpointAddress: options.endpoint() }),
    },
  ];
  return {
    name: 'iot',
    handle: (request) => Promise.resolve().then(() => answer(routes, request)),
  };
}
