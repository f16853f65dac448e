import { UpdateCertificateCommand } from '@aws-sdk/client-iot';
import { PmSimError } from '../../runtime/errors.ts';
import { loadDeviceFiles, type DeviceFiles } from './device-files.ts';
import { attachCredentials, call, issueCertificate, type IssueOptions } from './things.ts';

export interface RotateOptions extends IssueOptions {
  readonly name: string;
  /** Has the device connect with the new files; resolves to whether the broker let it in. */
  readonly adopt: (files: DeviceFiles) => Promise<boolean>;
}

/**
 * Gives a device a new certificate: issued and allowed first, then used, and only then is the old one
 * made inactive, so that there is no moment without a certificate that works. The old one stays known,
 * as AWS advises, until somebody deletes it. Works alike on AWS and on the twin.
 * @throws PmSimError `provision/not-adopted` with both certificates active, and what provisioning raises
 */
export async function rotateCertificate(options: RotateOptions): Promise<void> {
  const { name, certsDir, clock } = options;
  const old = await loadDeviceFiles({ certsDir, name, now: clock.now() });
  const { arn, files } = await issueCertificate(options, name);
  await attachCredentials(options, { name, arn });
  if (!(await options.adopt(files))) throw notAdopted(name);
  await call(options, (iot) =>
    iot.send(
      new UpdateCertificateCommand({ certificateId: old.certificateId, newStatus: 'INACTIVE' }),
    ),
  );
}

function notAdopted(name: string): PmSimError {
  return new PmSimError(
    'provision/not-adopted',
    `${name} did not come back with its new certificate.`,
    { kind: 'connection', hint: 'Its old certificate is still active; see the connection above.' },
  );
}
