import { writeDeviceFiles, type DeviceFiles } from './device-files.ts';
import type { IotContext } from './iot-call.ts';
import { attachIdentity, issueIdentity } from './issue.ts';
import { certificatesOf, retireCertificate } from './retire.ts';

export interface RotateDeviceOptions extends IotContext {
  readonly policyName: string;
  readonly certsDir: string;
  readonly passphrase?: string;
}

export interface RotatedDevice extends DeviceFiles {
  /** Certificates that were deactivated and deleted. */
  readonly retired: number;
}

/**
 * Gives a device a new key and certificate. The old one stays good until the new files are in
 * place, so that an interruption at any point leaves a device that gets in.
 */
export async function rotateDevice(
  options: RotateDeviceOptions,
  name: string,
): Promise<RotatedDevice> {
  const old = await certificatesOf(options, name);
  const { arn, ...issued } = await issueIdentity(options, name);
  await attachIdentity(options, { name, arn, policyName: options.policyName });
  const files = writeDeviceFiles(options.certsDir, issued, options.passphrase);
  for (const oldArn of old) await retireCertificate(options, { thingName: name, arn: oldArn });
  return { ...files, retired: old.length };
}
