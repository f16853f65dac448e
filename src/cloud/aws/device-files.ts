import { X509Certificate, type KeyObject } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { rmdir, unlink } from 'node:fs/promises';
import { platform } from 'node:os';
import { join } from 'node:path';
import { replaceFilesSync } from '../../runtime/atomic-file.ts';
import { PmSimError, errnoOf, messageOf } from '../../runtime/errors.ts';
import { certificateId, readNotAfter, validityOf } from '../x509/certificate.ts';
import { encryptedKeyPem, privateKeyPem } from '../x509/keys.ts';
import { decodePem } from '../x509/pem.ts';
import { readDeviceKey } from './device-key.ts';

/** A device's credentials and where they are. */
export interface DeviceFiles {
  readonly name: string;
  readonly certificateId: string;
  readonly certificatePem: string;
  readonly certificatePath: string;
  /** Never encrypted in memory, whatever the file is. */
  readonly privateKeyPem: string;
  readonly privateKeyPath: string;
  /** End of the certificate's validity, ms since the epoch. */
  readonly notAfter: number;
}

/** File names of the AWS IoT console's download, as certs.example/README.md lists them. */
export const DEVICE_FILES = {
  key: 'private.pem.key',
  certificate: 'certificate.pem.crt',
  id: 'certificate.id',
} as const;

const SECRET_MODE = 0o600;
const PUBLIC_MODE = 0o644;
const OTHERS = 0o077;

export interface LoadDeviceOptions {
  readonly certsDir: string;
  readonly name: string;
  /** ms since the epoch by the machine's time of day. */
  readonly now: number;
  /** Opens an encrypted private key. */
  readonly passphrase?: string;
}

/**
 * Reads a device's credentials and checks that they belong together and are valid now.
 * @throws PmSimError `device/missing-file`, `device/unreadable-file`, `device/key-exposed`,
 * `device/bad-certificate`, `device/bad-key`, `device/passphrase`, `device/key-mismatch`,
 * `device/expired`, `device/not-yet-valid`
 */
export function loadDeviceFiles(options: LoadDeviceOptions): DeviceFiles {
  const { name } = options;
  const certificatePath = join(options.certsDir, name, DEVICE_FILES.certificate);
  const privateKeyPath = join(options.certsDir, name, DEVICE_FILES.key);
  const certificatePem = readText(certificatePath);
  assertPrivate(privateKeyPath);
  const key = readDeviceKey(readText(privateKeyPath), privateKeyPath, options.passphrase);
  const certificate = parseCertificate(certificatePem, certificatePath);
  assertMatch(certificate, { key, privateKeyPath, certificatePath });
  assertValid(certificate, certificatePath, options.now);
  return {
    name,
    certificateId: certificateId(certificate.raw),
    certificatePem,
    certificatePath,
    privateKeyPem: privateKeyPem(key),
    privateKeyPath,
    notAfter: validityOf(certificate).notAfter,
  };
}

export type NewDeviceFiles = Pick<
  DeviceFiles,
  'name' | 'certificatePem' | 'privateKeyPem' | 'certificateId'
>;

/** Writes a device's credentials, each file in one step, the key for its owner only. */
export function writeDeviceFiles(
  certsDir: string,
  device: NewDeviceFiles,
  passphrase?: string,
): DeviceFiles {
  const folder = join(certsDir, device.name);
  const certificatePath = join(folder, DEVICE_FILES.certificate);
  const privateKeyPath = join(folder, DEVICE_FILES.key);
  const notAfter = readNotAfter(decodePem(device.certificatePem, 'CERTIFICATE'));
  const { privateKeyPem: plain } = device;
  const key = passphrase === undefined ? plain : encryptedKeyPem(plain, passphrase);
  try {
    replaceFilesSync(folder, [
      { name: DEVICE_FILES.key, text: key, mode: SECRET_MODE },
      { name: DEVICE_FILES.certificate, text: device.certificatePem, mode: PUBLIC_MODE },
      { name: DEVICE_FILES.id, text: `${device.certificateId}\n`, mode: PUBLIC_MODE },
    ]);
  } catch (cause) {
    throw unwritable(folder, cause);
  }
  return { ...device, certificatePath, privateKeyPath, notAfter };
}

/** Removes the files of a device, and its folder unless somebody keeps more in it; whether any were there. */
export async function removeDeviceFiles(certsDir: string, name: string): Promise<boolean> {
  const folder = join(certsDir, name);
  const removals = Object.values(DEVICE_FILES).map((file) =>
    unlink(join(folder, file)).then(
      () => true,
      (cause: unknown) => {
        if (errnoOf(cause) === 'ENOENT') return false;
        throw unwritable(folder, cause);
      },
    ),
  );
  const removed = await Promise.all(removals);
  await rmdir(folder).catch(() => undefined);
  return removed.includes(true);
}

/** Synchronous: ten thousand small files are read many times faster than through a thread each. */
function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw readError(path, cause);
  }
}

/** A private key that others may read is as good as published; Windows has no such modes. */
function assertPrivate(path: string): void {
  if (platform() === 'win32') return;
  const mode = modeOf(path);
  if ((mode & OTHERS) === 0) return;
  const octal = (mode & 0o777).toString(8);
  throw new PmSimError(
    'device/key-exposed',
    `The private key ${path} has mode ${octal}, expected 600.`,
    {
      hint: `Run chmod 600 ${path}, and replace the key if others had access to this machine.`,
    },
  );
}

function modeOf(path: string): number {
  try {
    return statSync(path).mode;
  } catch (cause) {
    throw readError(path, cause);
  }
}

function parseCertificate(pem: string, path: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch (cause) {
    throw new PmSimError('device/bad-certificate', `${path} is not a PEM certificate.`, {
      hint: 'Provision the device again, or restore the file.',
      cause,
    });
  }
}

function assertMatch(
  certificate: X509Certificate,
  files: Pick<DeviceFiles, 'privateKeyPath' | 'certificatePath'> & { readonly key: KeyObject },
): void {
  if (certificate.checkPrivateKey(files.key)) return;
  throw new PmSimError(
    'device/key-mismatch',
    `${files.privateKeyPath} is not the key of ${files.certificatePath}.`,
    { hint: 'Provision the device again, or restore both files from the same place.' },
  );
}

function assertValid(certificate: X509Certificate, path: string, now: number): void {
  const { notBefore, notAfter } = validityOf(certificate);
  if (now >= notAfter) {
    const ended = new Date(notAfter).toISOString();
    throw new PmSimError('device/expired', `The certificate ${path} expired at ${ended}.`, {
      hint: 'Provision the device again to have a new certificate issued.',
    });
  }
  if (now < notBefore) {
    const begins = new Date(notBefore).toISOString();
    throw new PmSimError(
      'device/not-yet-valid',
      `The certificate ${path} is not valid before ${begins}.`,
      {
        hint: "Check this machine's clock.",
      },
    );
  }
}

function unwritable(folder: string, cause: unknown): PmSimError {
  return new PmSimError('device/unwritable', `Cannot write to ${folder}: ${messageOf(cause)}.`, {
    hint: 'Give yourself write access to the certificate folder, or choose another.',
    cause,
  });
}

function readError(path: string, cause: unknown): PmSimError {
  if (errnoOf(cause) === 'ENOENT') {
    return new PmSimError('device/missing-file', `There is no ${path}.`, {
      hint: 'Provision the device, or put its files where certs.example/README.md says.',
      cause,
    });
  }
  return new PmSimError('device/unreadable-file', `Cannot read ${path}: ${messageOf(cause)}.`, {
    hint: 'Give yourself read access to the file.',
    cause,
  });
}
