import { PmSimError } from '../../runtime/errors.ts';
import { loadDeviceFiles, writeDeviceFiles, type DeviceFiles } from './device-files.ts';
import { eachDevice, type EachDeviceOptions } from './each-device.ts';
import { THING_GROUP, ensurePolicy, ensureThingGroup, ensureThingType } from './fleet-resources.ts';
import type { IotContext } from './iot-call.ts';
import { callIdentity, isFault, type IdentityContext } from './identity-call.ts';
import { attachIdentity, issueIdentity } from './issue.ts';

interface ProvisionWishes extends Pick<EachDeviceOptions, 'concurrency' | 'onProgress'> {
  /** Names of the devices; each is its thing's name, client id and common name. */
  readonly names: readonly string[];
  readonly thingType?: string;
  /** {@link THING_GROUP} unless given. */
  readonly thingGroup?: string;
  readonly policyName: string;
  /** JSON text; an existing policy of the name must say the same. */
  readonly policyDocument: string;
  /** Gets one folder a device, as certs.example/README.md describes. */
  readonly certsDir: string;
  /** Private keys are kept encrypted with it. */
  readonly passphrase?: string;
}

export type ProvisionOptions = IotContext & ProvisionWishes;

/**
 * `issued`: made now. `kept`: was there and is in order. `disabled`: was there, and somebody has
 * revoked or deactivated it, which only a rotation undoes.
 */
export type ProvisionState = 'issued' | 'kept' | 'disabled';

export interface ProvisionedDevice extends DeviceFiles {
  readonly state: ProvisionState;
}

/**
 * Gives every device a thing, a certificate whose key is made here and never travels, and the
 * policy. Safe to repeat: what is in order stays, what is missing, expired or unknown to the
 * target is made again. Works alike on AWS and on the twin.
 * @throws PmSimError `provision/policy-differs`, `device/key-exposed`, `device/passphrase`,
 * `device/unwritable`, and what the client raises for anything that does not pass by itself
 */
export async function provisionDevices(
  options: IdentityContext & ProvisionWishes,
): Promise<readonly ProvisionedDevice[]> {
  await prepareFleet(options);
  return eachDevice(options.names, (name) => provisionDevice(options, name), options);
}

/** Makes what the devices of a fleet share. */
export async function prepareFleet(
  options: IdentityContext &
    Pick<ProvisionWishes, 'policyName' | 'policyDocument' | 'thingType' | 'thingGroup'>,
): Promise<void> {
  await ensurePolicy(options, options);
  if (options.thingType !== undefined) await ensureThingType(options, options.thingType);
  await ensureThingGroup(options, options.thingGroup ?? THING_GROUP);
}

type DeviceOptions = IdentityContext &
  Pick<ProvisionWishes, 'policyName' | 'thingType' | 'thingGroup' | 'certsDir' | 'passphrase'>;

/** Provisions one device of a fleet that `prepareFleet` has seen to. */
export async function provisionDevice(
  options: DeviceOptions,
  name: string,
): Promise<ProvisionedDevice> {
  const { policyName } = options;
  const existing = await usableFiles(options, name);
  if (existing?.active === false) return { ...existing.files, state: 'disabled' };
  await ensureThing(options, name);
  if (existing !== undefined) {
    await attachIdentity(options, { name, arn: existing.arn, policyName });
    return { ...existing.files, state: 'kept' };
  }
  const { arn, ...issued } = await issueIdentity(options, name);
  const files = writeDeviceFiles(options.certsDir, issued, options.passphrase);
  await attachIdentity(options, { name, arn, policyName });
  return { ...files, state: 'issued' };
}

/** A thing that exists keeps its type and attributes: somebody may have added to it. */
async function ensureThing(options: DeviceOptions, thingName: string): Promise<void> {
  const { thingType: thingTypeName, thingGroup: thingGroupName = THING_GROUP } = options;
  try {
    await callIdentity(options, 'CreateThing', { thingName, thingTypeName });
  } catch (error) {
    if (!isFault(error, 'ResourceAlreadyExistsException')) throw error;
  }
  await callIdentity(options, 'AddThingToThingGroup', { thingName, thingGroupName });
}

interface Existing {
  readonly arn: string;
  readonly active: boolean;
  readonly files: DeviceFiles;
}

/** The files on disk, if they are whole, valid, and the target knows the certificate. */
async function usableFiles(options: DeviceOptions, name: string): Promise<Existing | undefined> {
  const files = loadIfWhole(options, name);
  if (files === undefined) return undefined;
  try {
    const { certificateDescription } = await callIdentity(options, 'DescribeCertificate', {
      certificateId: files.certificateId,
    });
    const { certificateArn: arn, status } = certificateDescription ?? {};
    return arn === undefined ? undefined : { arn, files, active: status === 'ACTIVE' };
  } catch (error) {
    if (isFault(error, 'ResourceNotFoundException')) return undefined;
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

/**
 * A device's files, unless they are missing, damaged or expired.
 * @throws PmSimError `device/key-exposed`, `device/passphrase`, `device/unreadable-file`
 */
export function loadIfWhole(
  { certsDir, clock, passphrase }: Pick<DeviceOptions, 'certsDir' | 'clock' | 'passphrase'>,
  name: string,
): DeviceFiles | undefined {
  try {
    const secret = passphrase === undefined ? {} : { passphrase };
    return loadDeviceFiles({ certsDir, name, now: clock.now(), ...secret });
  } catch (error) {
    if (error instanceof PmSimError && MENDABLE.has(error.code)) return undefined;
    throw error;
  }
}
