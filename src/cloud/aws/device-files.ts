import { X509Certificate } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { platform } from 'node:os';
import { join } from 'node:path';
import { writeFileAtomic } from '../../runtime/atomic-file.ts';
import { PmSimError, errnoOf, messageOf } from '../../runtime/errors.ts';
import { certificateId, validityOf } from '../x509/certificate.ts';
import { readPrivateKey } from '../x509/keys.ts';

/** A device's credentials and where they are. */
export interface DeviceFiles {
  readonly name: string;
  readonly certificateId: string;
  readonly certificatePem: string;
  readonly certificatePath: string;
  readonly privateKeyPem: string;
  readonly privateKeyPath: string;
  /** End of the certificate's validity, ms since the epoch. */
  readonly notAfter: number;
}

/** File names of the AWS IoT console's download, as certs.example/README.md lists them. */
const FILES = {
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
}

/**
 * Reads a device's credentials and checks that they belong together and are valid now.
 * @throws PmSimError `device/missing-file`, `device/unreadable-file`, `device/key-exposed`,
 * `device/bad-certificate`, `device/bad-key`, `device/key-mismatch`, `device/expired`,
 * `device/not-yet-valid`
 */
export async function loadDeviceFiles(options: LoadDeviceOptions): Promise<DeviceFiles> {
  const { name } = options;
  const certificatePath = join(options.certsDir, name, FILES.certificate);
  const privateKeyPath = join(options.certsDir, name, FILES.key);
  const certificatePem = await readText(certificatePath);
  await assertPrivate(privateKeyPath);
  const privateKeyPem = await readText(privateKeyPath);
  const certificate = parseCertificate(certificatePem, certificatePath);
  assertMatch(certificate, { privateKeyPem, privateKeyPath, certificatePath });
  assertValid(certificate, certificatePath, options.now);
  return {
    name,
    certificateId: certificateId(certificate.raw),
    certificatePem,
    certificatePath,
    privateKeyPem,
    privateKeyPath,
    notAfter: validityOf(certificate).notAfter,
  };
}

export type NewDeviceFiles = Pick<
  DeviceFiles,
  'name' | 'certificatePem' | 'privateKeyPem' | 'certificateId'
>;

/** Writes a device's credentials, each file in one step, the key for its owner only. */
export async function writeDeviceFiles(
  certsDir: string,
  device: NewDeviceFiles,
): Promise<DeviceFiles> {
  const folder = join(certsDir, device.name);
  const certificatePath = join(folder, FILES.certificate);
  const privateKeyPath = join(folder, FILES.key);
  const { notAfter } = validityOf(parseCertificate(device.certificatePem, certificatePath));
  const id = `${device.certificateId}\n`;
  try {
    await writeFileAtomic(privateKeyPath, device.privateKeyPem, { mode: SECRET_MODE });
    await writeFileAtomic(certificatePath, device.certificatePem, { mode: PUBLIC_MODE });
    await writeFileAtomic(join(folder, FILES.id), id, { mode: PUBLIC_MODE });
  } catch (cause) {
    throw new PmSimError('device/unwritable', `Cannot write to ${folder}: ${messageOf(cause)}.`, {
      hint: 'Give yourself write access to the certificate folder, or choose another.',
      cause,
    });
  }
  return { ...device, certificatePath, privateKeyPath, notAfter };
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw readError(path, cause);
  }
}

/** A private key that others may read is as good as published; Windows has no such modes. */
async function assertPrivate(path: string): Promise<void> {
  if (platform() === 'win32') return;
  const { mode } = await stat(path).catch((cause: unknown) => {
    throw readError(path, cause);
  });
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
  files: Pick<DeviceFiles, 'privateKeyPem' | 'privateKeyPath' | 'certificatePath'>,
): void {
  const key = readKey(files.privateKeyPem, files.privateKeyPath);
  if (certificate.checkPrivateKey(key)) return;
  throw new PmSimError(
    'device/key-mismatch',
    `${files.privateKeyPath} is not the key of ${files.certificatePath}.`,
    { hint: 'Provision the device again, or restore both files from the same place.' },
  );
}

function readKey(pem: string, path: string): ReturnType<typeof readPrivateKey> {
  try {
    return readPrivateKey(pem, path);
  } catch (cause) {
    throw new PmSimError('device/bad-key', messageOf(cause), {
      hint: 'Provision the device again, or restore the file.',
      cause,
    });
  }
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
