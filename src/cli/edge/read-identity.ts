import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readDeviceKey } from '../../cloud/aws/device-key.ts';
import { privateKeyPem } from '../../cloud/x509/keys.ts';
import { messageOf, PmSimError } from '../../runtime/errors.ts';
import type { CliIo } from '../io.ts';
import { readPassphrase } from '../provision/passphrase.ts';
import type { AgentFile } from './load-agent-file.ts';

/** Where an agent's file says that an identity is. */
interface IdentityFiles {
  readonly cert: string;
  readonly key: string;
  readonly keyPassphraseFile?: string | undefined;
}

/** PEM; the key is never encrypted here, and never anywhere but in memory. */
export interface Identity {
  readonly cert: string;
  readonly key: string;
}

/**
 * Reads certificate and key of a connection, and sees that they belong together.
 * @throws PmSimError `connection/identity`, `device/passphrase`, `device/bad-key`
 */
export async function readIdentity(
  files: IdentityFiles,
  { file, io }: { readonly file: AgentFile; readonly io: CliIo },
): Promise<Identity> {
  const { keyPassphraseFile } = files;
  const secretPath = keyPassphraseFile === undefined ? undefined : file.resolve(keyPassphraseFile);
  const secret = await readPassphrase(secretPath, io.env);
  return readPair({ cert: file.resolve(files.cert), key: file.resolve(files.key), ...secret });
}

interface PairPaths {
  readonly cert: string;
  readonly key: string;
  readonly passphrase?: string | undefined;
}

/** The same, from paths that are settled. */
export function readPair(paths: PairPaths): Identity {
  const cert = readPem(paths.cert);
  const key = readDeviceKey(readPem(paths.key), paths.key, paths.passphrase);
  if (parse(cert, paths.cert).checkPrivateKey(key)) return { cert, key: privateKeyPem(key) };
  const text = `${paths.key} is not the key of ${paths.cert}.`;
  throw new PmSimError('connection/identity', text, {
    hint: 'Name the two files of one device; `pm-sim provision verify` checks them.',
  });
}

/** @throws PmSimError `connection/identity` */
export function readPem(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new PmSimError('connection/identity', `${path} cannot be read: ${messageOf(cause)}.`, {
      hint: 'Name the PEM files of the certificate authority, the certificate and its key.',
      cause,
    });
  }
}

function parse(pem: string, path: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch (cause) {
    throw new PmSimError('connection/identity', `${path} is not a PEM certificate.`, {
      hint: 'Provision the device again, or restore the file.',
      cause,
    });
  }
}
