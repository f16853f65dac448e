import { afterEach } from 'vitest';
import {
  createFrontDoor,
  type FrontDoor,
} from '../../../../src/cloud/local/front-door/front-door.ts';
import type { AwsService, ServiceRequest } from '../../../../src/cloud/local/service.ts';
import type { LogLine } from '../../../../src/runtime/log.ts';

const doors: FrontDoor[] = [];

afterEach(async () => {
  for (const door of doors.splice(0)) await door[Symbol.asyncDispose]();
});

/** A service that answers with what it was asked. */
export function echoService(name: string): AwsService & { readonly requests: ServiceRequest[] } {
  const requests: ServiceRequest[] = [];
  return {
    name,
    requests,
    handle(request) {
      requests.push(request);
      const body = `${name} ${request.method} ${request.path} ${Buffer.from(request.body).toString()}`;
      return Promise.resolve({ status: 200, headers: {}, body });
    },
  };
}

export function openDoor(
  services: readonly AwsService[],
  bodyBytesMax = 1000,
): { readonly door: FrontDoor; readonly lines: LogLine[] } {
  const lines: LogLine[] = [];
  const door = createFrontDoor(services, { log: (line) => lines.push(line), bodyBytesMax });
  doors.push(door);
  return { door, lines };
}

export function signedFor(service: string): Record<string, string> {
  const scope = `AKID/20260101/eu-west-1/${service}/aws4_request`;
  return { Authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=x` };
}
