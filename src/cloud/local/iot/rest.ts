import { z } from 'zod';
import { invalidRequest } from '../identity/faults.ts';
import {
  AwsFault,
  parseJsonBody,
  unknownOperation,
  type ServiceRequest,
  type ServiceResponse,
} from '../service.ts';

/** One call, taken apart by its route. */
export interface RestCall {
  /** The `{name}` parts of the route's path, decoded. */
  readonly labels: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  /** The JSON body by a schema; unknown members are refused. */
  body<T>(schema: z.ZodType<T>): T;
  /** The body as it came, for operations whose payload is a document of its own. */
  readonly payload: Uint8Array;
}

/** An operation of the AWS IoT API reference with its method and path. */
export interface RestRoute {
  readonly operation: string;
  readonly method: string;
  /** With `{label}` for one segment. */
  readonly path: string;
  /** Returns the members of the output; nothing for an empty one. */
  run(call: RestCall): object | void;
}

/** Answers a REST-JSON call (https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html). */
export function answer(routes: readonly RestRoute[], request: ServiceRequest): ServiceResponse {
  try {
    const { route, labels } = match(routes, request);
    const output = route.run({
      labels,
      query: new URLSearchParams(request.query),
      headers: request.headers,
      body: (schema) => parseBody(schema, request.body),
      payload: request.body,
    });
    return respond(200, output ?? {}, {});
  } catch (error) {
    if (!(error instanceof AwsFault)) throw error;
    return respond(error.status, { message: error.message }, { 'x-amzn-errortype': error.code });
  }
}

/** The label of that name; the route has it, or this is a mistake in the route. */
export function label(call: RestCall, name: string): string {
  return call.labels[name] ?? '';
}

/** A required parameter of the query string. */
export function queryText(call: RestCall, name: string): string {
  const value = call.query.get(name);
  if (value === null) throw invalidRequest(`The parameter ${name} is missing.`);
  return value;
}

export function queryFlag(call: RestCall, name: string): boolean {
  return call.query.get(name) === 'true';
}

export interface PageNames {
  /** Parameter that holds where to go on. */
  readonly token: string;
  /** Parameter that holds how many to give. */
  readonly size: string;
  readonly sizeMax: number;
}

/** One page of a listing; the token is the number of items already given. */
export function page<T>(
  call: RestCall,
  items: readonly T[],
  names: PageNames,
): { readonly items: readonly T[]; readonly next: string | undefined } {
  const start = wholeNumber(call.query.get(names.token) ?? '0', names.token);
  const asked = wholeNumber(call.query.get(names.size) ?? String(names.sizeMax), names.size);
  const end = start + Math.min(Math.max(asked, 1), names.sizeMax);
  return { items: items.slice(start, end), next: end < items.length ? String(end) : undefined };
}

function wholeNumber(text: string, name: string): number {
  if (!/^\d{1,9}$/u.test(text)) throw invalidRequest(`The parameter ${name} is not valid.`);
  return Number(text);
}

function match(
  routes: readonly RestRoute[],
  request: ServiceRequest,
): { readonly route: RestRoute; readonly labels: Record<string, string> } {
  const segments = request.path.split('/');
  for (const route of routes) {
    const labels = route.method === request.method ? labelsOf(route.path, segments) : undefined;
    if (labels !== undefined) return { route, labels };
  }
  throw unknownOperation(request.service, `${request.method} ${request.path}`);
}

function labelsOf(path: string, segments: readonly string[]): Record<string, string> | undefined {
  const parts = path.split('/');
  if (parts.length !== segments.length) return undefined;
  const labels: Record<string, string> = {};
  for (const [at, part] of parts.entries()) {
    const segment = segments[at] ?? '';
    if (part.startsWith('{')) labels[part.slice(1, -1)] = decode(segment);
    else if (part !== segment) return undefined;
  }
  return labels;
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw invalidRequest(`The path segment ${segment} is not percent-encoded UTF-8.`);
  }
}

function parseBody<T>(schema: z.ZodType<T>, body: Uint8Array): T {
  const parsed = schema.safeParse(parseJsonBody(body));
  if (!parsed.success) throw invalidRequest(z.prettifyError(parsed.error));
  return parsed.data;
}

function respond(
  status: number,
  output: object,
  headers: Readonly<Record<string, string>>,
): ServiceResponse {
  return {
    status,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(output),
  };
}
