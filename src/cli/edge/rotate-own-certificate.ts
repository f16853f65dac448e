import { createCsr } from '../../cloud/x509/csr.ts';
import { createKeyPair, privateKeyPem } from '../../cloud/x509/keys.ts';
import type { Rotation, RotationOrder } from '../../edge/remote/job-operations.ts';
import {
  exchangeProvisioning,
  type ExchangePort,
} from '../../edge/remote/provisioning-exchange.ts';
import type { RenewableTransport } from '../../edge/transport/renewable-transport.ts';
import type { Clock } from '../../runtime/clock.ts';
import { PmSimError } from '../../runtime/errors.ts';
import { idOfCertificate, type IdentityFiles } from './identity-files.ts';

export interface RotateOwnOptions {
  readonly thing: string;
  readonly transport: RenewableTransport;
  readonly files: IdentityFiles;
  readonly clock: Clock;
  /** Publishes as soon as there is room. */
  readonly send: (topic: string, payload: string) => Promise<void>;
  readonly tell: (text: string) => void;
}

/**
 * Replaces the agent's certificate: key and request are made here, the certificate comes over the
 * connection that is up, the agent connects with it, and only then are the files replaced. Until
 * then, and whatever goes wrong, the old files and the old certificate are good.
 * @throws PmSimError `provision/…`, `connection/subscribe-refused`
 */
export async function rotateOwnCertificate(
  { template, parameters }: RotationOrder,
  options: RotateOwnOptions,
): Promise<Rotation> {
  const { thing, transport, files, clock, tell } = options;
  const keys = createKeyPair();
  const old = transport.identity();
  const port = exchangeOver(options);
  const issued = await exchangeProvisioning(port, {
    csrPem: createCsr({ commonName: thing }, keys),
    template,
    parameters: { ...parameters, ThingName: thing },
    clock,
  }).finally(() => port.close());
  if (issued.thingName !== thing) throw otherThing(template, issued.thingName);
  const identity = { cert: issued.certificatePem, key: privateKeyPem(keys.privateKey) };
  if (!(await transport.renew(identity))) throw notProved(issued.certificateId);
  files.replace(identity);
  tell(`The agent has a new certificate, ${issued.certificateId}.`);
  const replacedCertificateId = idOfCertificate(old.cert);
  return { certificateId: issued.certificateId, replacedCertificateId };
}

/** The agent's own connection as one for requests and answers. */
function exchangeOver({ transport, send }: RotateOwnOptions): ExchangePort & { close(): void } {
  const listeners = new Set<(topic: string, payload: string) => void>();
  const ends: (() => void)[] = [];
  return {
    subscribe: (filters) =>
      new Promise((resolve, reject) => {
        const end = transport.listen({
          filters,
          onReady: resolve,
          onRefused: (reason) => reject(subscribeRefused(reason)),
          onMessage: (topic, payload) => listeners.forEach((hear) => hear(topic, payload)),
        });
        ends.push(end);
      }),
    publish: send,
    onMessage(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close() {
      for (const end of ends) end();
    },
  };
}

function subscribeRefused(reason: string): PmSimError {
  return new PmSimError('connection/subscribe-refused', `The broker refuses ${reason}.`, {
    kind: 'connection',
    hint: "Attach the policy pm-sim-rotation-TEMPLATE to the agent's certificate.",
  });
}

function otherThing(template: string, thing: string | undefined): PmSimError {
  const text = `The template ${template} registers the thing ${thing ?? '(none)'}, not this agent.`;
  return new PmSimError('provision/other-thing', text, {
    hint: 'Name a template whose thing is the parameter ThingName.',
  });
}

function notProved(id: string): PmSimError {
  return new PmSimError(
    'provision/not-adopted',
    `The broker did not let the agent in with its new certificate ${id}; the old one is in use.`,
    { kind: 'connection', hint: "Check the template's policies." },
  );
}
