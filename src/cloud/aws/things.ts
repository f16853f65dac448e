import {
  AttachPolicyCommand,
  AttachThingPrincipalCommand,
  CreateCertificateFromCsrCommand,
  CreatePolicyCommand,
  CreateThingCommand,
  CreateThingTypeCommand,
  DescribeCertificateCommand,
  GetPolicyCommand,
  ResourceAlreadyExistsException,
  ResourceNotFoundException,
  type IoTClient,
} from '@aws-sdk/client-iot';
import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../../runtime/clock.ts';
import { PmSimError } from '../../runtime/errors.ts';
import type { Random } from '../../runtime/random.ts';
import { retry } from '../../runtime/retry.ts';
import { createCsr } from '../x509/csr.ts';
import { createKeyPair, privateKeyPem } from '../x509/keys.ts';
import { loadDeviceFiles, writeDeviceFiles, type DeviceFiles } from './device-files.ts';

/** What is needed to give one device a certificate. */
export interface IssueOptions {
  readonly iot: IoTClient;
  readonly policyName: string;
  /** Gets one folder a device, as certs.example/README.md describes. */
  readonly certsDir: string;
  /** The machine's time of day: it judges validity and paces retries. */
  readonly clock: Clock;
  /** Spreads retries. */
  readonly random: Random;
  readonly signal?: AbortSignal;
}

export interface ProvisionOptions extends IssueOptions {
  /** Names of the devices; each is its thing's name, client id and common name. */
  readonly names: readonly string[];
  readonly thingType?: string;
  /** JSON text; an existing policy of the name must say the same. */
  readonly policyDocument: string;
  /** Devices in the making at once. */
  readonly concurrency?: number;
  readonly onProgress?: (done: number, total: number) => void;
}

export interface ProvisionedDevice extends DeviceFiles {
  /** False when the files were there and the target knew the certificate. */
  readonly issued: boolean;
}

const CONCURRENCY = 8;
const RETRY = { baseMs: 200, maxMs: 10_000, attemptsMax: 8 } as const;
/** What passes by itself (AWS IoT API reference, common errors). */
const TRANSIENT = new Set([
  'ThrottlingException',
  'ServiceUnavailableException',
  'InternalFailureException',
  'InternalException',
]);

/**
 * Gives every device a thing, a certificate whose key is made here and never travels, and the
 * policy. Safe to repeat: what is in order stays, what is missing, expired or unknown to the
 * target is made again. Works alike on AWS and on the twin.
 * @throws PmSimError `provision/policy-differs`, `device/key-exposed`, `device/unwritable`, and
 * what the client raises for anything that does not pass by itself
 */
export async function provisionDevices(
  options: ProvisionOptions,
): Promise<readonly ProvisionedDevice[]> {
  const { names, concurrency = CONCURRENCY } = options;
  await ensurePolicy(options);
  await ensureThingType(options);
  const devices: ProvisionedDevice[] = [];
  let next = 0;
  let done = 0;
  const worker = async (): Promise<void> => {
    for (let at = next; at < names.length; at = next) {
      next += 1;
      options.signal?.throwIfAborted();
      devices[at] = await provisionDevice(options, names[at] as string);
      done += 1;
      options.onProgress?.(done, names.length);
    }
  };
  const stopOthers = (error: unknown): never => {
    next = names.length;
    throw error;
  };
  const workers = Array.from({ length: Math.min(concurrency, names.length) }, () =>
    worker().catch(stopOthers),
  );
  await Promise.all(workers);
  return devices;
}

async function provisionDevice(
  options: ProvisionOptions,
  name: string,
): Promise<ProvisionedDevice> {
  const existing = await usableFiles(options, name);
  const { thingType: thingTypeName } = options;
  await call(options, (iot) =>
    iot.send(new CreateThingCommand({ thingName: name, thingTypeName })),
  );
  const { arn, files } = existing ?? (await issueCertificate(options, name));
  await attachCredentials(options, { name, arn });
  return { ...files, issued: existing === undefined };
}

/** Lets the certificate do what the policy says, as the thing of that name. */
export async function attachCredentials(
  options: IssueOptions,
  { name, arn }: { readonly name: string; readonly arn: string },
): Promise<void> {
  const { policyName } = options;
  await call(options, (iot) => iot.send(new AttachPolicyCommand({ policyName, target: arn })));
  await call(options, (iot) =>
    iot.send(new AttachThingPrincipalCommand({ thingName: name, principal: arn })),
  );
}

interface Credentials {
  readonly arn: string;
  readonly files: DeviceFiles;
}

/** The files on disk, if they are whole, valid, and the target holds the certificate as active. */
async function usableFiles(
  options: ProvisionOptions,
  name: string,
): Promise<Credentials | undefined> {
  const files = await loadIfWhole(options, name);
  if (files === undefined) return undefined;
  try {
    const { certificateDescription } = await call(options, (iot) =>
      iot.send(new DescribeCertificateCommand({ certificateId: files.certificateId })),
    );
    const { certificateArn: arn, status } = certificateDescription ?? {};
    return arn !== undefined && status === 'ACTIVE' ? { arn, files } : undefined;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

/** Faults that a new certificate mends; an exposed key or an unreadable folder is for the user. */
const MENDABLE = new Set([
  'device/missing-file',
  'device/bad-certificate',
  'device/bad-key',
  'device/key-mismatch',
  'device/expired',
]);

async function loadIfWhole(
  { certsDir, clock }: ProvisionOptions,
  name: string,
): Promise<DeviceFiles | undefined> {
  try {
    return await loadDeviceFiles({ certsDir, name, now: clock.now() });
  } catch (error) {
    if (error instanceof PmSimError && MENDABLE.has(error.code)) return undefined;
    throw error;
  }
}

/** A certificate for a key that is made here; the files are on disk when it resolves. */
export async function issueCertificate(options: IssueOptions, name: string): Promise<Credentials> {
  const keys = createKeyPair();
  const certificateSigningRequest = createCsr({ commonName: name }, keys);
  const issued = await call(options, (iot) =>
    iot.send(new CreateCertificateFromCsrCommand({ certificateSigningRequest, setAsActive: true })),
  );
  const { certificateArn: arn, certificateId, certificatePem } = issued;
  if (arn === undefined || certificateId === undefined || certificatePem === undefined) {
    throw new PmSimError(
      'provision/no-certificate',
      `The target issued no certificate for ${name}.`,
      {
        kind: 'connection',
        hint: 'Check that the endpoint is AWS IoT or the local twin.',
      },
    );
  }
  const files = await writeDeviceFiles(options.certsDir, {
    name,
    certificateId,
    certificatePem,
    privateKeyPem: privateKeyPem(keys.privateKey),
  });
  return { arn, files };
}

async function ensurePolicy(options: ProvisionOptions): Promise<void> {
  const { policyName, policyDocument } = options;
  const existing = (await policyText(options)) ?? (await createPolicy(options));
  if (isDeepStrictEqual(JSON.parse(existing), JSON.parse(policyDocument))) return;
  throw new PmSimError(
    'provision/policy-differs',
    `The policy ${policyName} exists with another document.`,
    { hint: 'Choose another policy name, or detach and delete the existing policy.' },
  );
}

/** Creates the policy, unless somebody else does at the same moment; the document that it then has. */
async function createPolicy(options: ProvisionOptions): Promise<string> {
  const { policyName, policyDocument } = options;
  try {
    await call(options, (iot) => iot.send(new CreatePolicyCommand({ policyName, policyDocument })));
  } catch (error) {
    if (!(error instanceof ResourceAlreadyExistsException)) throw error;
    return (await policyText(options)) ?? policyDocument;
  }
  return policyDocument;
}

async function policyText(options: ProvisionOptions): Promise<string | undefined> {
  const { policyName } = options;
  try {
    const found = await call(options, (iot) => iot.send(new GetPolicyCommand({ policyName })));
    return found.policyDocument;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

async function ensureThingType(options: ProvisionOptions): Promise<void> {
  const { thingType: thingTypeName } = options;
  if (thingTypeName === undefined) return;
  try {
    await call(options, (iot) => iot.send(new CreateThingTypeCommand({ thingTypeName })));
  } catch (error) {
    if (!(error instanceof ResourceAlreadyExistsException)) throw error;
  }
}

/** Asks the control plane, again where what went wrong passes by itself. */
export function call<T>(options: IssueOptions, work: (iot: IoTClient) => Promise<T>): Promise<T> {
  return retry(() => work(options.iot), {
    ...RETRY,
    clock: options.clock,
    random: options.random,
    ...(options.signal === undefined ? {} : { signal: options.signal }),
    retryable: (error) => error instanceof Error && TRANSIENT.has(error.name),
  });
}
