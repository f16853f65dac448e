/** One AWS API call as a service of the twin sees it, whichever way it came in. */
export interface ServiceRequest {
  /** SigV4 signing name of the service, for example `kinesis`. */
  readonly service: string;
  readonly method: string;
  /** Still percent-encoded, begins with `/`. */
  readonly path: string;
  /** Without the `?`; empty when there is none. */
  readonly query: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

export interface ServiceResponse {
  readonly status: number;
  /** Names in lower case. The front door adds the request id and the content length. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | string;
  /** The body is content, not a document: SDK clients want it as a stream. */
  readonly isContent?: boolean;
}

/**
 * A service of the twin: AWS's wire protocol in, AWS's wire protocol out. The front door calls
 * `handle` for every request of that service, concurrently; what it throws becomes an
 * InternalFailure and a line in the log, so answer faults as responses.
 */
export interface AwsService {
  /** SigV4 signing name, also the first label of the service's host name. */
  readonly name: string;
  /** `X-Amz-Target` prefixes, to recognise requests that carry no signature. */
  readonly targetPrefixes?: readonly string[];
  handle(request: ServiceRequest): Promise<ServiceResponse>;
}

/** A fault in AWS's own words: what an SDK client raises as an exception named `code`. */
export class AwsFault extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.name = code;
    this.code = code;
    this.status = status;
  }
}

export type JsonVersion = '1.0' | '1.1';

/** Anything that AWS JSON can hold; operations narrow it before use. */
export type JsonInput = Readonly<Record<string, unknown>>;

/** One operation of an AWS JSON service; returns the output shape or throws an {@link AwsFault}. */
export type JsonOperation = (input: JsonInput) => unknown;

export interface JsonServiceOptions {
  readonly name: string;
  /** Prefix of `X-Amz-Target`, for example `Kinesis_20131202`. */
  readonly targetPrefix: string;
  readonly version: JsonVersion;
  readonly operations: Readonly<Record<string, JsonOperation>>;
}

/**
 * A service that speaks AWS JSON 1.0 or 1.1 (https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html):
 * operation named by `X-Amz-Target`, one JSON document each way, faults named in `__type`. An
 * operation outside `operations` is refused by name.
 */
export function createJsonService(options: JsonServiceOptions): AwsService {
  const { name, targetPrefix, version, operations } = options;
  return {
    name,
    targetPrefixes: [targetPrefix],
    async handle(request) {
      try {
        const operation = targetOperation(request.headers, targetPrefix);
        const run = Object.hasOwn(operations, operation) ? operations[operation] : undefined;
        if (run === undefined) throw unknownOperation(name, operation);
        return jsonResponse(version, await run(parseJsonBody(request.body)));
      } catch (error) {
        if (error instanceof AwsFault) return jsonFault(version, error);
        throw error;
      }
    },
  };
}

/** The operation that `X-Amz-Target: <prefix>.<operation>` names. */
export function targetOperation(headers: ServiceRequest['headers'], targetPrefix: string): string {
  const target = headers['x-amz-target'] ?? '';
  if (target.startsWith(`${targetPrefix}.`)) return target.slice(targetPrefix.length + 1);
  throw new AwsFault(
    'UnknownOperationException',
    `X-Amz-Target is "${target}", expected ${targetPrefix}.<Operation>.`,
  );
}

/** The refusal of something that AWS has and the twin has not. */
export function unknownOperation(service: string, operation: string): AwsFault {
  return new AwsFault(
    'UnknownOperationException',
    `The local twin does not model ${service}:${operation}. Run it against AWS, or leave it out.`,
  );
}

/** An AWS JSON document; an empty body counts as `{}`. Throws SerializationException. */
export function parseJsonBody(body: Uint8Array): JsonInput {
  if (body.length === 0) return {};
  let value: unknown;
  try {
    value = JSON.parse(textOf(body));
  } catch {
    throw new AwsFault('SerializationException', 'The request body is not valid JSON.');
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as JsonInput;
  }
  throw new AwsFault('SerializationException', 'The request body must be a JSON object.');
}

/** A successful answer. `undefined` is the empty output that AWS sends with no body at all. */
export function jsonResponse(version: JsonVersion, output: unknown): ServiceResponse {
  return {
    status: 200,
    headers: jsonHeaders(version),
    body: output === undefined ? '' : JSON.stringify(output),
  };
}

/** A fault as AWS JSON spells it. */
export function jsonFault(version: JsonVersion, fault: AwsFault): ServiceResponse {
  return {
    status: fault.status,
    headers: { ...jsonHeaders(version), 'x-amzn-errortype': fault.code },
    body: JSON.stringify({ __type: fault.code, message: fault.message }),
  };
}

/** Bytes as UTF-8 text, without a copy of the bytes. */
export function textOf(body: Uint8Array): string {
  return Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8');
}

function jsonHeaders(version: JsonVersion): Record<string, string> {
  return { 'content-type': `application/x-amz-json-${version}` };
}

/** A fault as AWS's query protocol spells it (STS, SNS). */
export function xmlFault(fault: AwsFault, requestId: string): ServiceResponse {
  const side = fault.status < 500 ? 'Sender' : 'Receiver';
  return {
    status: fault.status,
    headers: { 'content-type': 'text/xml' },
    body:
      `<ErrorResponse><Error><Type>${side}</Type><Code>${escapeXml(fault.code)}</Code>` +
      `<Message>${escapeXml(fault.message)}</Message></Error>` +
      `<RequestId>${escapeXml(requestId)}</RequestId></ErrorResponse>`,
  };
}

/** Text made safe for XML content and attributes. */
export function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}
