import { randomUUID } from 'node:crypto';
import {
  AwsFault,
  escapeXml,
  textOf,
  xmlFault,
  type ServiceRequest,
  type ServiceResponse,
} from '../service.ts';

/** Members of an output: text, a list (`member`), a map (`entry`), or a structure. */
type XmlValue = string | readonly XmlValue[] | ReadonlyMap<string, string> | XmlStructure;
export interface XmlStructure {
  readonly [name: string]: XmlValue | undefined;
}

/** The parameters of a call in AWS's query protocol. */
export interface QueryCall {
  readonly action: string;
  text(name: string): string | undefined;
  /** @throws AwsFault InvalidParameter */
  required(name: string): string;
  /** The numbered groups `prefix.1.…`, `prefix.2.…` in order, each as a call of its own. */
  groups(prefix: string): QueryCall[];
}

/** Most groups that one call may number; a batch has ten entries of ten attributes. */
const GROUPS_MAX = 100;

/** Reads a form body, or the query string of a GET (https://smithy.io/2.0/aws/protocols/aws-query-protocol.html). */
export function parseQuery(request: ServiceRequest): QueryCall {
  const source = request.method === 'GET' ? request.query : textOf(request.body);
  return callOf(new URLSearchParams(source), '');
}

/** Answers with the output of the action or with the fault that it throws. */
export async function answerQuery(
  call: QueryCall,
  xmlNamespace: string,
  run: () => Promise<XmlStructure>,
): Promise<ServiceResponse> {
  const requestId = randomUUID();
  try {
    const result = Object.entries(await run()).map(([name, value]) => xml(name, value));
    const body =
      `<${call.action}Response xmlns="${xmlNamespace}">` +
      `<${call.action}Result>${result.join('')}</${call.action}Result>` +
      `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata>` +
      `</${call.action}Response>`;
    return { status: 200, headers: { 'content-type': 'text/xml' }, body };
  } catch (error) {
    if (error instanceof AwsFault) return xmlFault(error, requestId);
    throw error;
  }
}

function callOf(parameters: URLSearchParams, prefix: string): QueryCall {
  const text = (name: string): string | undefined => parameters.get(prefix + name) ?? undefined;
  return {
    action: parameters.get('Action') ?? '',
    text,
    required(name) {
      const value = text(name);
      if (value === undefined) throw invalidParameter(`${name} is missing`);
      return value;
    },
    groups(name) {
      const groups: QueryCall[] = [];
      const names = [...parameters.keys()];
      for (let at = 1; at <= GROUPS_MAX; at += 1) {
        const start = `${prefix}${name}.${at}.`;
        if (!names.some((each) => each.startsWith(start))) break;
        groups.push(callOf(parameters, start));
      }
      return groups;
    },
  };
}

export function invalidParameter(what: string): AwsFault {
  return new AwsFault('InvalidParameter', `Invalid parameter: ${what}`, 400);
}

export function notFound(what: string): AwsFault {
  return new AwsFault('NotFound', `${what} does not exist`, 404);
}

function xml(name: string, value: XmlValue | undefined): string {
  if (value === undefined) return '';
  return `<${name}>${xmlContent(value)}</${name}>`;
}

function xmlContent(value: XmlValue): string {
  if (typeof value === 'string') return escapeXml(value);
  if (Array.isArray(value)) return value.map((item: XmlValue) => xml('member', item)).join('');
  if (value instanceof Map) {
    return [...(value as ReadonlyMap<string, string>)]
      .map(([key, item]) => `<entry>${xml('key', key)}${xml('value', item)}</entry>`)
      .join('');
  }
  return Object.entries(value as XmlStructure)
    .map(([key, item]) => xml(key, item))
    .join('');
}
