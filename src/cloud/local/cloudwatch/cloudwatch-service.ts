import {
  AwsFault,
  jsonFault,
  jsonResponse,
  parseJsonBody,
  targetOperation,
  unknownOperation,
  type AwsService,
  type JsonInput,
  type ServiceRequest,
  type ServiceResponse,
} from '../service.ts';
import { decodeCbor, encodeCbor } from './cbor.ts';
import {
  cloudWatchOperations,
  type CloudWatchContext,
  type CloudWatchOperations,
} from './operations.ts';

const TARGET = 'GraniteServiceVersion20100801';
/** https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html */
const RPC_PATH = /^\/service\/[^/]+\/operation\/(\w+)$/u;

/**
 * Amazon CloudWatch in the two protocols that clients speak today: AWS JSON 1.0, as the SDK for
 * JavaScript and the AWS CLI 1 do, and Smithy RPC v2 in CBOR, as newer SDKs do.
 */
export function createCloudWatchService(context: CloudWatchContext): AwsService {
  const operations = cloudWatchOperations(context);
  return {
    name: 'monitoring',
    targetPrefixes: [TARGET],
    handle: (request) =>
      request.headers['smithy-protocol'] === 'rpc-v2-cbor'
        ? overCbor(request, operations)
        : overJson(request, operations),
  };
}

async function overJson(
  { headers, body }: ServiceRequest,
  operations: CloudWatchOperations,
): Promise<ServiceResponse> {
  try {
    const run = operationOf(targetOperation(headers, TARGET), operations);
    return jsonResponse('1.0', seconds(await run(parseJsonBody(body))));
  } catch (error) {
    if (error instanceof AwsFault) return jsonFault('1.0', error);
    throw error;
  }
}

async function overCbor(
  { path, body }: ServiceRequest,
  operations: CloudWatchOperations,
): Promise<ServiceResponse> {
  try {
    const run = operationOf(RPC_PATH.exec(path)?.[1] ?? path, operations);
    return cbor(200, await run(cborInput(body)));
  } catch (error) {
    if (!(error instanceof AwsFault)) throw error;
    return cbor(error.status, { __type: error.code, message: error.message });
  }
}

function operationOf(name: string, operations: CloudWatchOperations) {
  const run = Object.hasOwn(operations, name) ? operations[name] : undefined;
  if (run === undefined) throw unknownOperation('cloudwatch', name);
  return run;
}

function cborInput(body: Uint8Array): JsonInput {
  if (body.length === 0) return {};
  try {
    return decodeCbor(body) as JsonInput;
  } catch {
    throw new AwsFault('SerializationException', 'The request body is not valid CBOR.');
  }
}

function cbor(status: number, output: unknown): ServiceResponse {
  const headers = { 'content-type': 'application/cbor', 'smithy-protocol': 'rpc-v2-cbor' };
  return { status, headers, body: encodeCbor(output) };
}

/** AWS JSON writes instants as seconds since the epoch. */
function seconds(value: unknown): unknown {
  if (value instanceof Date) return value.getTime() / 1_000;
  if (Array.isArray(value)) return value.map((one) => seconds(one));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, seconds(one)]));
}
