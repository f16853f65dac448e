import { sleep, type Clock } from '../../runtime/clock.ts';
import { deferred } from '../../runtime/deferred.ts';
import { PmSimError } from '../../runtime/errors.ts';
import { isObject, objectAt, type JsonObject } from './json-patch.ts';

/** A connection over which a device asks and hears answers. */
export interface ExchangePort {
  /** Resolves once the filters are in place. @throws PmSimError when the broker refuses them */
  subscribe(filters: readonly string[]): Promise<void>;
  publish(topic: string, payload: string): Promise<void>;
  /** Calls for every message from here on; returns how to stop. */
  onMessage(listener: (topic: string, payload: string) => void): () => void;
}

export interface ProvisioningRequest {
  /** PEM certification request for a key that stays where it was made. */
  readonly csrPem: string;
  /** Name of the provisioning template. */
  readonly template: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly clock: Clock;
}

export interface ProvisionedCertificate {
  readonly certificateId: string;
  readonly certificatePem: string;
  /** As the template names it; some templates make none. */
  readonly thingName: string | undefined;
  readonly deviceConfiguration: JsonObject;
}

/** AWS answers within a second or two; engineering judgement. */
const ANSWER_MS_MAX = 30_000;

/**
 * Has a certificate issued and provisioned by a template: CreateCertificateFromCsr, then RegisterThing
 * (AWS IoT developer guide, fleet-provision-api). Answers name no request, so one exchange at a time
 * goes over a connection.
 * @throws PmSimError `provision/rejected` with the service's reason, `provision/no-answer`
 */
export async function exchangeProvisioning(
  port: ExchangePort,
  { csrPem, template, parameters, clock }: ProvisioningRequest,
): Promise<ProvisionedCertificate> {
  const issued = await ask(port, clock, {
    topic: '$aws/certificates/create-from-csr/json',
    document: { certificateSigningRequest: csrPem },
  });
  const { certificateOwnershipToken } = issued;
  const registered = await ask(port, clock, {
    topic: `$aws/provisioning-templates/${template}/provision/json`,
    document: { certificateOwnershipToken, parameters },
  });
  const { thingName } = registered;
  return {
    certificateId: textAt(issued, 'certificateId'),
    certificatePem: textAt(issued, 'certificatePem'),
    thingName: typeof thingName === 'string' ? thingName : undefined,
    deviceConfiguration: objectAt(registered, 'deviceConfiguration'),
  };
}

async function ask(
  port: ExchangePort,
  clock: Clock,
  { topic, document }: { readonly topic: string; readonly document: object },
): Promise<JsonObject> {
  const answer = deferred<JsonObject>();
  answer.promise.catch(() => undefined);
  await port.subscribe([`${topic}/accepted`, `${topic}/rejected`]);
  const stop = port.onMessage((from, payload) => {
    if (from === `${topic}/accepted`) answer.resolve(parse(payload));
    if (from === `${topic}/rejected`) answer.reject(rejected(topic, parse(payload)));
  });
  const timeout = new AbortController();
  try {
    await port.publish(topic, JSON.stringify(document));
    const late = sleep(clock, ANSWER_MS_MAX, timeout.signal).then(() => {
      throw noAnswer(topic);
    });
    return await Promise.race([answer.promise, late]);
  } finally {
    stop();
    timeout.abort();
  }
}

function parse(payload: string): JsonObject {
  try {
    const value: unknown = JSON.parse(payload);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

function textAt(document: JsonObject, name: string): string {
  const value = document[name];
  if (typeof value === 'string') return value;
  throw new PmSimError('provision/no-certificate', `The answer has no ${name}.`, {
    kind: 'connection',
    hint: 'Check that the endpoint is AWS IoT or the local twin.',
  });
}

function rejected(topic: string, answer: JsonObject): PmSimError {
  const [code = 'no code', why = 'no reason'] = ['errorCode', 'errorMessage'].map((name) =>
    typeof answer[name] === 'string' ? answer[name] : undefined,
  );
  const reason = `${code}: ${why}`;
  return new PmSimError('provision/rejected', `${topic} was rejected: ${reason}`, {
    kind: 'connection',
    hint: "Check the template's name and parameters, and that it is enabled.",
  });
}

function noAnswer(topic: string): PmSimError {
  return new PmSimError(
    'provision/no-answer',
    `There was no answer on ${topic} within ${ANSWER_MS_MAX / 1_000} s.`,
    {
      kind: 'connection',
      hint: "Check that the certificate's policy allows it to receive on that topic.",
    },
  );
}
