import { z } from 'zod';
import { PmSimError } from '../../../runtime/errors.ts';
import { createCsr } from '../../x509/csr.ts';
import { createKeyPair, privateKeyPem } from '../../x509/keys.ts';
import type { IdentityRegistry } from '../identity/identity-registry.ts';
import { AwsFault } from '../service.ts';
import { decodeCbor, encodeCbor, type CborValue } from './cbor.ts';
import { registerThing } from './register-thing.ts';

export interface ProvisioningServiceOptions {
  readonly registry: IdentityRegistry;
  /** Sends to one client, if it has subscribed: answers hold tokens and keys. */
  readonly reply: (clientId: string, topic: string, payload: Uint8Array) => Promise<void>;
}

/** The device provisioning MQTT API. */
export interface ProvisioningService {
  /** Answers a request; any other message is left alone. */
  handle(request: {
    readonly topic: string;
    readonly payload: Uint8Array;
    readonly clientId: string;
  }): Promise<void>;
}

/**
 * Topics, requests and answers as in the AWS IoT developer guide, fleet-provision-api, in JSON and
 * CBOR. An answer goes over the connection that asked and over no other. AWS documents the fields of
 * a rejection but not its error codes; those here are the API's own names.
 */
export function createProvisioningService(
  options: ProvisioningServiceOptions,
): ProvisioningService {
  const { registry, reply } = options;
  return {
    async handle({ topic, payload, clientId }) {
      const asked = parseTopic(topic);
      if (asked === undefined) return;
      const format = FORMATS[asked.format];
      const send = (outcome: string, document: CborValue): Promise<void> =>
        reply(clientId, `${topic}/${outcome}`, format.encode(document));
      try {
        await send('accepted', asked.run(registry, requestOf(format, payload)));
      } catch (error) {
        await send('rejected', rejectionOf(error));
      }
    },
  };
}

type Run = (registry: IdentityRegistry, request: unknown) => CborValue;

interface Format {
  decode(bytes: Uint8Array): unknown;
  encode(document: CborValue): Uint8Array;
}

const FORMATS: Readonly<Record<'json' | 'cbor', Format>> = {
  json: {
    decode: (bytes) => JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)),
    encode: (document) => Buffer.from(JSON.stringify(document)),
  },
  cbor: { decode: decodeCbor, encode: encodeCbor },
};

const TOPIC =
  /^\$aws\/(?:certificates\/(create|create-from-csr)|provisioning-templates\/([^/]+)\/provision)\/(json|cbor)$/u;

function parseTopic(
  topic: string,
): { readonly format: 'json' | 'cbor'; readonly run: Run } | undefined {
  const [, create, template, format] = TOPIC.exec(topic) ?? [];
  if (format !== 'json' && format !== 'cbor') return undefined;
  if (template !== undefined) return { format, run: provision(template) };
  return { format, run: create === 'create' ? createKeysAndCertificate : createFromCsr };
}

/** An empty message asks as `{}` does: CreateKeysAndCertificate has no request. */
function requestOf(format: Format, payload: Uint8Array): unknown {
  if (payload.length === 0) return {};
  try {
    return format.decode(payload);
  } catch {
    throw new AwsFault('InvalidPayload', 'The payload is not in the format of its topic.');
  }
}

const createKeysAndCertificate: Run = (registry) => {
  const keys = createKeyPair();
  const csr = createCsr({ commonName: 'AWS IoT Certificate' }, keys);
  return { ...issued(registry, csr), privateKey: privateKeyPem(keys.privateKey) };
};

const createFromCsr: Run = (registry, request) => {
  const { certificateSigningRequest } = parse(
    z.strictObject({ certificateSigningRequest: z.string() }),
    request,
  );
  return issued(registry, certificateSigningRequest);
};

function issued(registry: IdentityRegistry, csr: string) {
  const { id, pem } = registry.issueCertificate(csr, 'PENDING_ACTIVATION');
  return {
    certificateId: id,
    certificatePem: pem,
    certificateOwnershipToken: registry.ownership.grant(id),
  };
}

const provisionRequest = z.strictObject({
  certificateOwnershipToken: z.string(),
  parameters: z.record(z.string(), z.string()).default({}),
});

function provision(name: string): Run {
  return (registry, request) => {
    const { certificateOwnershipToken, parameters } = parse(provisionRequest, request);
    const { enabled, type } = registry.templates.get(name);
    if (!enabled || type !== 'FLEET_PROVISIONING') {
      throw new AwsFault(
        'InvalidRequest',
        `Template ${name} is not enabled for fleet provisioning.`,
      );
    }
    const certificateId = registry.ownership.prove(certificateOwnershipToken);
    const template = registry.templates.compiled(name);
    const { thingName, deviceConfiguration } = registerThing(registry, {
      template,
      certificateId,
      parameters,
    });
    return { deviceConfiguration: deviceConfiguration as CborValue, thingName };
  };
}

function parse<T>(schema: z.ZodType<T>, request: unknown): T {
  const parsed = schema.safeParse(request);
  if (parsed.success) return parsed.data;
  throw new AwsFault('InvalidParameters', z.prettifyError(parsed.error));
}

function rejectionOf(error: unknown): CborValue {
  if (error instanceof AwsFault) return rejection(error.status, error.code, error.message);
  if (error instanceof PmSimError && error.code.startsWith('x509/')) {
    return rejection(400, 'InvalidCertificateSigningRequest', error.message);
  }
  throw error;
}

function rejection(statusCode: number, errorCode: string, errorMessage: string): CborValue {
  return { statusCode, errorCode, errorMessage };
}
