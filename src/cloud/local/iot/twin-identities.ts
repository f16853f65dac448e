import { AwsFault, type AwsService, type ServiceRequest } from '../service.ts';

/** How an operation's input becomes a request; what is not named here goes into the body. */
interface Binding {
  readonly method: 'GET' | 'POST' | 'PUT';
  /** With `{member}` for one segment. */
  readonly path: string;
  readonly query?: string;
  readonly header?: readonly [member: string, name: string];
}

/** Requests of the operations that provisioning uses (AWS IoT API reference, "Request Syntax" of each). */
const BINDINGS = {
  AddThingToThingGroup: { method: 'PUT', path: '/thing-groups/addThingToThingGroup' },
  AttachPolicy: { method: 'PUT', path: '/target-policies/{policyName}' },
  AttachThingPrincipal: {
    method: 'PUT',
    path: '/things/{thingName}/principals',
    header: ['principal', 'x-amzn-principal'],
  },
  CreateCertificateFromCsr: { method: 'POST', path: '/certificates', query: 'setAsActive' },
  CreatePolicy: { method: 'POST', path: '/policies/{policyName}' },
  CreateThing: { method: 'POST', path: '/things/{thingName}' },
  CreateThingGroup: { method: 'POST', path: '/thing-groups/{thingGroupName}' },
  CreateThingType: { method: 'POST', path: '/thing-types/{thingTypeName}' },
  DescribeCertificate: { method: 'GET', path: '/certificates/{certificateId}' },
  DescribeThingType: { method: 'GET', path: '/thing-types/{thingTypeName}' },
  GetPolicy: { method: 'GET', path: '/policies/{policyName}' },
  UpdateCertificate: { method: 'PUT', path: '/certificates/{certificateId}', query: 'newStatus' },
} as const satisfies Readonly<Record<string, Binding>>;

/** Carries out an operation of the control plane; rejects with AWS's fault. */
export type TwinIdentities = (name: keyof typeof BINDINGS, input: object) => Promise<object>;

/**
 * A client of the twin's own control plane for the operations that provisioning uses: the same requests
 * that an SDK client sends, without the SDK.
 */
export function twinIdentities(controlPlane: AwsService): TwinIdentities {
  return async (name, input) => {
    const response = await controlPlane.handle(requestOf(BINDINGS[name], input));
    const output = JSON.parse(String(response.body)) as { readonly message?: string };
    const code = response.headers['x-amzn-errortype'];
    if (code === undefined) return output;
    throw new AwsFault(code, output.message ?? code, response.status);
  };
}

function requestOf({ method, path, query, header }: Binding, input: object): ServiceRequest {
  const left = new Map(Object.entries(input).filter(([, value]) => value !== undefined));
  const take = (member: string): string => {
    const value = String(left.get(member));
    left.delete(member);
    return value;
  };
  const fullPath = path.replaceAll(/\{(\w+)\}/gu, (_label, member: string) =>
    encodeURIComponent(take(member)),
  );
  return {
    service: 'iot',
    method,
    path: fullPath,
    query: query === undefined ? '' : `${query}=${encodeURIComponent(take(query))}`,
    headers: header === undefined ? {} : { [header[1]]: take(header[0]) },
    body: left.size === 0 ? EMPTY : Buffer.from(JSON.stringify(Object.fromEntries(left))),
  };
}

const EMPTY = new Uint8Array(0);
