import { X509Certificate } from 'node:crypto';
import { existsSync, readFileSync, renameSync, watch } from 'node:fs';
import { basename, dirname } from 'node:path';
import { certificateId } from '../../cloud/x509/certificate.ts';
import { encryptedKeyPem, readPrivateKey } from '../../cloud/x509/keys.ts';
import type { DeviceIdentity } from '../../edge/transport/succession.ts';
import { replaceFileSync } from '../../runtime/atomic-file.ts';
import { readPair } from './read-identity.ts';

/** An agent's certificate and key on disk, which somebody may replace while it runs. */
export interface IdentityFiles {
  /** @throws PmSimError `connection/identity` */
  read(): DeviceIdentity;
  /** What is there instead of `used`; nothing while the two files do not belong together. */
  newer(used: DeviceIdentity): DeviceIdentity | undefined;
  /** Puts a new pair in place of the old one. */
  replace(identity: DeviceIdentity): void;
  /** Calls after the files have changed; returns how to stop. */
  watch(changed: () => void): () => void;
}

export interface IdentityPaths {
  readonly cert: string;
  readonly key: string;
  /** Of the key, which is then encrypted on disk, and nowhere else. */
  readonly passphrase?: string;
}

const SECRET_MODE = 0o600;
const PUBLIC_MODE = 0o644;
/** Two files are replaced one after the other: what counts is the last one. */
const SETTLE_MS = 200;

/**
 * New files are written beside the old ones, then the key is renamed, then the certificate. A crash
 * between the two renames leaves the new certificate beside the new key, where reading finds it.
 */
export function openIdentityFiles(paths: IdentityPaths): IdentityFiles {
  const read = (): DeviceIdentity => {
    finishReplacement(paths);
    return readPair(paths);
  };
  return {
    read,
    newer(used) {
      try {
        const found = read();
        const isNew = found.cert !== used.cert || found.key !== used.key;
        return isNew ? found : undefined;
      } catch {
        // In the middle of being replaced; the last change calls again.
        return undefined;
      }
    },
    replace({ cert, key }) {
      const next = nextOf(paths);
      const { passphrase } = paths;
      const kept = passphrase === undefined ? key : encryptedKeyPem(key, passphrase);
      replaceFileSync(next.cert, cert, PUBLIC_MODE);
      replaceFileSync(paths.key, kept, SECRET_MODE);
      renameSync(next.cert, paths.cert);
    },
    watch: (changed) => watchFiles(paths, changed),
  };
}

/** Id of the certificate, as AWS IoT and the twin have it. */
export function idOfCertificate(pem: string): string {
  return certificateId(new X509Certificate(pem).raw);
}

function nextOf({ cert }: IdentityPaths): { readonly cert: string } {
  return { cert: `${cert}.next` };
}

function finishReplacement(paths: IdentityPaths): void {
  const next = nextOf(paths);
  if (!existsSync(next.cert) || !existsSync(paths.key)) return;
  const key = readFileSync(paths.key, 'utf8');
  const cert = readFileSync(next.cert, 'utf8');
  if (belongTogether({ cert, key }, paths)) renameSync(next.cert, paths.cert);
}

/** A key that cannot be opened, or what is no PEM at all, belongs to nothing. */
function belongTogether({ cert, key }: DeviceIdentity, paths: IdentityPaths): boolean {
  try {
    const opened = readPrivateKey(key, paths.key, paths.passphrase);
    return new X509Certificate(cert).checkPrivateKey(opened);
  } catch {
    return false;
  }
}

function watchFiles(paths: IdentityPaths, changed: () => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  const names = new Set([basename(paths.cert), basename(paths.key)]);
  const folders = new Set([dirname(paths.cert), dirname(paths.key)]);
  // Folders, since a file that is replaced loses its watcher.
  const watchers = [...folders].map((folder) =>
    watch(folder, (_, name) => {
      if (name === null || !names.has(name)) return;
      clearTimeout(timer);
      timer = setTimeout(changed, SETTLE_MS);
    }),
  );
  const stop = (): void => {
    clearTimeout(timer);
    for (const watcher of watchers) watcher.close();
  };
  for (const watcher of watchers) watcher.on('error', stop);
  return stop;
}
