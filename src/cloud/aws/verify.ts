import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PmSimError, messageOf } from '../../runtime/errors.ts';
import { DEVICE_FILES, loadDeviceFiles, type DeviceFiles } from './device-files.ts';
import type { ThingInventory } from './inventory.ts';

/** Something about a device that is not as it should be, and what mends it. */
export interface Finding {
  readonly device: string;
  /** Stable, as the codes of errors are. */
  readonly code: string;
  readonly problem: string;
  readonly remedy: string;
}

export interface VerifyFilesOptions {
  readonly certsDir: string;
  /** ms since the epoch by the machine's time of day. */
  readonly now: number;
  readonly passphrase?: string;
  /** The authority that has to have signed; AWS IoT publishes none for its own certificates. */
  readonly caPem?: string;
}

export interface VerifiedFiles {
  /** Absent when they cannot be read. */
  readonly files?: DeviceFiles;
  readonly findings: readonly Finding[];
}

/** A certificate that ends sooner is to be rotated now; engineering judgement. */
const RENEW_BEFORE_MS = 14 * 86_400_000;

/** Checks a device's files against each other. */
export async function verifyFiles(
  options: VerifyFilesOptions,
  device: string,
): Promise<VerifiedFiles> {
  try {
    const files = loadDeviceFiles({ ...options, name: device });
    const certificate = new X509Certificate(files.certificatePem);
    const idPath = join(options.certsDir, device, DEVICE_FILES.id);
    const faults = [
      nameFault(certificate, device),
      await idFault(idPath, files.certificateId),
      chainFault(certificate, options.caPem),
      endFault(files, options.now),
    ];
    return { files, findings: faults.flatMap((fault) => fault ?? []).map(of(device)) };
  } catch (error) {
    if (!(error instanceof PmSimError)) throw error;
    const { code, message: problem, hint: remedy = rotate(device) } = error;
    return { findings: [{ device, code, problem, remedy }] };
  }
}

/** Checks what the target holds for a device, and that it is what the files hold. */
export function verifyHolding(
  held: ThingInventory,
  expected: { readonly policyName: string; readonly files?: DeviceFiles | undefined },
): Finding[] {
  const device = held.thing;
  if (!held.exists) {
    return [of(device)({ code: 'thing/missing', problem: 'The target has no such thing.', remedy: create(device) })]; // prettier-ignore
  }
  const id = expected.files?.certificateId;
  const faults = held.certificates.flatMap((certificate) =>
    id === undefined || id === certificate.certificateId
      ? [statusFault(certificate, device), policyFault(certificate, device, expected.policyName)]
      : [otherFault(certificate, device)],
  );
  if (id !== undefined && !held.certificates.some((each) => each.certificateId === id)) {
    faults.push({
      code: 'certificate/not-attached',
      problem: 'The certificate in the files is not attached to the thing at the target.',
      remedy: create(device),
    });
  }
  return faults.flatMap((fault) => fault ?? []).map(of(device));
}

type Fault = Omit<Finding, 'device'>;

function of(device: string): (fault: Fault) => Finding {
  return (fault) => ({ device, ...fault });
}

function statusFault(
  { certificateId, status }: ThingInventory['certificates'][number],
  device: string,
): Fault | undefined {
  if (status === 'ACTIVE') return undefined;
  return {
    code: 'certificate/not-active',
    problem: `The certificate ${short(certificateId)} is ${status} at the target.`,
    remedy: `${rotate(device)} Or leave it, if the device is to stay out.`,
  };
}

function policyFault(
  { certificateId, policies }: ThingInventory['certificates'][number],
  device: string,
  policyName: string,
): Fault | undefined {
  if (policies.includes(policyName)) return undefined;
  return {
    code: 'certificate/no-policy',
    problem: `The certificate ${short(certificateId)} does not carry the policy ${policyName}.`,
    remedy: create(device),
  };
}

/** An inactive one is what a rotation during a run leaves, and lets nobody in. */
function otherFault(
  { certificateId, status }: ThingInventory['certificates'][number],
  device: string,
): Fault | undefined {
  if (status !== 'ACTIVE') return undefined;
  return {
    code: 'thing/other-certificate',
    problem: `The thing holds the certificate ${short(certificateId)}, which is not the one in the files.`,
    remedy: rotate(device),
  };
}

function nameFault(certificate: X509Certificate, device: string): Fault | undefined {
  const name = /^CN=(.*)$/mu.exec(certificate.subject)?.[1];
  if (name === device) return undefined;
  return {
    code: 'device/other-name',
    problem: `The certificate is for ${name ?? 'nobody'}, not for ${device}.`,
    remedy: `Put the files into a folder named ${name ?? 'as the certificate says'}. ${rotate(device)}`,
  };
}

async function idFault(path: string, certificateId: string): Promise<Fault | undefined> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => messageOf(error));
  if (text.trim() === certificateId) return undefined;
  return {
    code: 'device/other-id',
    problem: `${path} does not hold the id of the certificate beside it.`,
    remedy: `Write ${certificateId} into it.`,
  };
}

function chainFault(certificate: X509Certificate, caPem: string | undefined): Fault | undefined {
  if (caPem === undefined) return undefined;
  const authority = new X509Certificate(caPem);
  if (certificate.checkIssued(authority) && certificate.verify(authority.publicKey)) {
    return undefined;
  }
  return {
    code: 'device/other-authority',
    problem: "The certificate is not signed by the twin's authority.",
    remedy: 'Name the state folder that it is from with --state, or rotate the device.',
  };
}

function endFault({ name, notAfter }: DeviceFiles, now: number): Fault | undefined {
  if (notAfter - now > RENEW_BEFORE_MS) return undefined;
  return {
    code: 'device/expires-soon',
    problem: `The certificate ends at ${new Date(notAfter).toISOString()}.`,
    remedy: rotate(name),
  };
}

/** As much of a certificate's id as people compare. */
export function short(certificateId: string): string {
  return certificateId.slice(0, 12);
}

function rotate(device: string): string {
  return `Run pm-sim provision rotate ${device}.`;
}

function create(device: string): string {
  return `Run pm-sim provision create ${device}.`;
}
