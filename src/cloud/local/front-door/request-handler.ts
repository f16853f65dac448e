import { Readable } from 'node:stream';
import type { ServiceResponse } from '../service.ts';
import { readBody, tooLarge } from './body.ts';
import { faultFor, type Dispatch } from './dispatch.ts';

/** What an SDK client hands to its request handler (the parts that matter here). */
export interface SdkHttpRequest {
  readonly method: string;
  readonly hostname: string;
  readonly port?: number | undefined;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | readonly string[] | null>> | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

interface SdkHandlerOptions {
  readonly abortSignal?: { readonly aborted: boolean; readonly reason?: unknown } | undefined;
  readonly requestTimeout?: number | undefined;
}

interface SdkHttpResponse {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  /** SDK clients take bytes of documents as they are; no stream is made. */
  readonly body: Uint8Array | Readable;
}

/**
 * The request handler of Smithy's TypeScript clients (`HttpHandler` in `@smithy/core/protocols`),
 * structurally typed. A type alias, since SDK clients also accept plain option records.
 */
export type TwinRequestHandler = {
  readonly metadata: { readonly handlerProtocol: string };
  handle(
    request: SdkHttpRequest,
    options?: SdkHandlerOptions,
  ): Promise<{ response: SdkHttpResponse }>;
  destroy(): void;
  updateHttpClientConfig(key: never, value: never): void;
  httpHandlerConfigs(): Record<string, never>;
};

/**
 * Lets unmodified SDK v3 clients reach the twin with no socket. `destroy`, which every client calls
 * on its handler, does nothing: the handler is shared by all clients of the twin. An abort that
 * comes before the call is honoured; later ones are not, since the work is done in this process.
 */
export function createRequestHandler(dispatch: Dispatch, bodyBytesMax: number): TwinRequestHandler {
  return {
    metadata: { handlerProtocol: 'in-process' },
    async handle(request, options) {
      if (options?.abortSignal?.aborted === true) throw abortError(options.abortSignal.reason);
      const headers = lowerCaseNames(request.headers);
      const body = await readBody(request.body, bodyBytesMax);
      if (body === undefined) return asSdk(faultFor({ headers }, tooLarge(bodyBytesMax), ''));
      const answer = await dispatch({
        method: request.method,
        path: request.path === '' ? '/' : request.path,
        query: queryText(request.query),
        headers,
        body,
      });
      return asSdk(answer);
    },
    destroy: () => undefined,
    updateHttpClientConfig: () => undefined,
    httpHandlerConfigs: () => ({}),
  };
}

function asSdk(answer: ServiceResponse): { response: SdkHttpResponse } {
  const body = typeof answer.body === 'string' ? Buffer.from(answer.body) : answer.body;
  const content = answer.isContent === true ? Readable.from([body], { objectMode: false }) : body;
  return {
    response: { statusCode: answer.status, headers: { ...answer.headers }, body: content },
  };
}

/** SDK clients recognise an abort by this name and do not retry it. */
function abortError(reason: unknown): Error {
  const error = new Error('Request aborted', { cause: reason });
  error.name = 'AbortError';
  return error;
}

function lowerCaseNames(headers: Readonly<Record<string, string>>): Record<string, string> {
  const lower: Record<string, string> = {};
  for (const name in headers) lower[name.toLowerCase()] = headers[name] ?? '';
  return lower;
}

function queryText(query: SdkHttpRequest['query']): string {
  const parts: string[] = [];
  for (const [name, value] of Object.entries(query ?? {})) {
    const values = value === null || typeof value === 'string' ? [value] : value;
    for (const each of values) parts.push(each === null ? encode(name) : pair(name, each));
  }
  return parts.join('&');
}

function pair(name: string, value: string): string {
  return `${encode(name)}=${encode(value)}`;
}

function encode(text: string): string {
  return encodeURIComponent(text);
}
