import { randomUUID } from 'node:crypto';
import { messageOf } from '../../../runtime/errors.ts';
import type { Log } from '../../../runtime/log.ts';
import {
  AwsFault,
  jsonFault,
  xmlFault,
  type AwsService,
  type ServiceResponse,
} from '../service.ts';
import { serviceNameOf, type UnroutedRequest } from './route.ts';

/** Answers any request; never rejects. */
export type Dispatch = (request: UnroutedRequest) => Promise<ServiceResponse>;

/** Routes to the services and gives every answer its request id. */
export function createDispatch(services: readonly AwsService[], log: Log): Dispatch {
  const byName = new Map(services.map((service) => [service.name, service]));
  const known = [...byName.keys()].join(', ');
  const nextId = createRequestIds();
  return async (request) => {
    const requestId = nextId();
    const name = serviceNameOf(request, services);
    const service = byName.get(name ?? '');
    if (service === undefined) {
      return withRequestId(faultFor(request, noSuchService(name, known), requestId), requestId);
    }
    try {
      return withRequestId(await service.handle({ ...request, service: service.name }), requestId);
    } catch (error) {
      log({
        level: 'error',
        area: 'front-door',
        text: `${service.name} failed: ${messageOf(error)}`,
        fields: { service: service.name, target: request.headers['x-amz-target'] ?? request.path },
      });
      const fault = new AwsFault('InternalFailure', messageOf(error), 500);
      return withRequestId(faultFor(request, fault, requestId), requestId);
    }
  };
}

/** The fault in the protocol that the request seems to speak: XML for forms and S3, else JSON. */
export function faultFor(
  request: Pick<UnroutedRequest, 'headers'>,
  fault: AwsFault,
  requestId: string,
): ServiceResponse {
  const type = request.headers['content-type'] ?? '';
  const isS3 = request.headers['authorization']?.includes('/s3/aws4_request') === true;
  if (isS3 || type.includes('x-www-form-urlencoded')) return xmlFault(fault, requestId);
  return jsonFault(type.includes('json-1.0') ? '1.0' : '1.1', fault);
}

function noSuchService(name: string | undefined, known: string): AwsFault {
  if (name === undefined) {
    return new AwsFault(
      'MissingAuthenticationTokenException',
      `The request names no service: it has no SigV4 Authorization header, X-Amz-Credential or X-Amz-Target. The local twin has ${known}.`,
      403,
    );
  }
  return new AwsFault(
    'UnknownOperationException',
    `The local twin has no service "${name}"; it has ${known}. Run this against AWS, or leave it out.`,
  );
}

function withRequestId(response: ServiceResponse, requestId: string): ServiceResponse {
  if (response.headers['x-amzn-requestid'] !== undefined) return response;
  return { ...response, headers: { ...response.headers, 'x-amzn-requestid': requestId } };
}

/** UUID-shaped ids, unique to the process start: one random draw, then a counter. */
function createRequestIds(): () => string {
  const prefix = randomUUID().slice(0, 24);
  let count = 0;
  return () => {
    count += 1;
    return prefix + count.toString(16).padStart(12, '0');
  };
}
