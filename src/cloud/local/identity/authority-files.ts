import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomic } from '../../../runtime/atomic-file.ts';
import type { Clock } from '../../../runtime/clock.ts';
import { PmSimError, errnoOf, messageOf } from '../../../runtime/errors.ts';
import type { Log } from '../../../runtime/log.ts';
import {
  createCertificateAuthority,
  loadCertificateAuthority,
  type CertificateAuthority,
  type RandomOctets,
} from '../../x509/authority.ts';
import { validityOf, type Validity } from '../../x509/certificate.ts';
import { permitsHosts } from '../../x509/extensions.ts';
import { readPrivateKey } from '../../x509/keys.ts';
import { encodePem, decodePem } from '../../x509/pem.ts';

export interface AuthorityFilesOptions {
  readonly folder: string;
  /** The machine's time of day: clients check certificates against theirs. */
  readonly wallClock: Clock;
  readonly log: Log;
  readonly randomOctets?: RandomOctets;
}

export interface ServerIdentity {
  readonly certificatePem: string;
  readonly privateKeyPem: string;
}

const DAY_MS = 86_400_000;
/** Two years and a quarter: nobody relies on an authority that was forgotten; engineering judgement. */
const AUTHORITY_DAYS = 825;
/** Longer than any certificate that it issues by default lasts, so that none outlives it. */
const RENEW_AUTHORITY_BEFORE_DAYS = 100;
/** As public authorities issue for servers, renewed by itself; far below what clients accept. */
const SERVER_DAYS = 90;
const RENEW_SERVER_BEFORE_DAYS = 30;
/** Clients whose clock is a little behind accept a fresh certificate. */
const BACKDATE_MS = 3_600_000;
const SECRET_MODE = 0o600;
const PUBLIC_MODE = 0o644;

/**
 * The authority in `folder`, made on the first run, near its end, or for other hosts. Key and certificate share the file
 * `authority.pem` (0600), so that a crash never parts them; `ca.pem` is the public copy.
 * @throws PmSimError `identity/unreadable`, `x509/bad-key`
 */
export async function openAuthority(
  hosts: readonly string[],
  options: AuthorityFilesOptions,
): Promise<CertificateAuthority> {
  const path = join(options.folder, 'authority.pem');
  const existing = await readPair(path);
  const found =
    existing && loadCertificateAuthority({ ...existing, where: path, ...randomOf(options) });
  const authority =
    found !== undefined && isGood(found.certificate, hosts, options)
      ? found
      : await makeAuthority(path, hosts, options);
  await writeFileAtomic(join(options.folder, 'ca.pem'), authority.certificatePem, {
    mode: PUBLIC_MODE,
  });
  return authority;
}

/** The server's certificate and key, made or renewed when it is missing, near its end, or for other hosts. */
export async function openServerIdentity(
  authority: CertificateAuthority,
  hosts: readonly string[],
  options: AuthorityFilesOptions,
): Promise<ServerIdentity> {
  const path = join(options.folder, 'server.pem');
  const existing = await readPair(path);
  if (existing !== undefined && serves(existing, { authority, hosts, path, ...options }))
    return existing;
  const issued = authority.issueServerCertificate({
    hosts,
    validity: validityFrom(options.wallClock.now(), SERVER_DAYS),
  });
  const pair = { certificatePem: issued.pem, privateKeyPem: issued.privateKeyPem };
  await writePair(path, pair);
  return pair;
}

/** From a little before `now` for `days`, in whole seconds as certificates count. */
export function validityFrom(now: number, days: number): Validity {
  const second = Math.floor(now / 1_000) * 1_000;
  return { notBefore: second - BACKDATE_MS, notAfter: second + days * DAY_MS };
}

function isGood(
  certificate: X509Certificate,
  hosts: readonly string[],
  options: AuthorityFilesOptions,
): boolean {
  return (
    lasts(certificate, RENEW_AUTHORITY_BEFORE_DAYS, options) && permitsHosts(certificate.raw, hosts)
  );
}

async function makeAuthority(
  path: string,
  hosts: readonly string[],
  options: AuthorityFilesOptions,
): Promise<CertificateAuthority> {
  const authority = createCertificateAuthority({
    name: { commonName: 'pm-sim local CA', organization: 'pm-sim' },
    validity: validityFrom(options.wallClock.now(), AUTHORITY_DAYS),
    hosts,
    ...randomOf(options),
  });
  await writePair(path, authority);
  options.log({
    level: 'info',
    area: 'identity',
    text: `Made a certificate authority in ${path}.`,
  });
  return authority;
}

function serves(
  pair: ServerIdentity,
  context: AuthorityFilesOptions & {
    readonly authority: CertificateAuthority;
    readonly hosts: readonly string[];
    readonly path: string;
  },
): boolean {
  const certificate = new X509Certificate(pair.certificatePem);
  return (
    certificate.checkIssued(context.authority.certificate) &&
    certificate.verify(context.authority.certificate.publicKey) &&
    certificate.checkPrivateKey(readPrivateKey(pair.privateKeyPem, context.path)) &&
    context.hosts.every((host) => certificate.checkHost(host) ?? certificate.checkIP(host)) &&
    lasts(certificate, RENEW_SERVER_BEFORE_DAYS, context)
  );
}

function lasts(
  certificate: X509Certificate,
  renewBeforeDays: number,
  { wallClock }: AuthorityFilesOptions,
): boolean {
  const { notBefore, notAfter } = validityOf(certificate);
  const now = wallClock.now();
  return notBefore <= now && now < notAfter - renewBeforeDays * DAY_MS;
}

async function readPair(path: string): Promise<ServerIdentity | undefined> {
  const text = await readOptional(path);
  if (text === undefined) return undefined;
  try {
    return {
      certificatePem: encodePem(
        'CERTIFICATE',
        new X509Certificate(decodePem(text, 'CERTIFICATE')).raw,
      ),
      privateKeyPem: encodePem('PRIVATE KEY', decodePem(text, 'PRIVATE KEY')),
    };
  } catch (cause) {
    throw unreadable(path, cause);
  }
}

async function readOptional(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    if (errnoOf(cause) === 'ENOENT') return undefined;
    throw unreadable(path, cause);
  }
}

async function writePair(path: string, pair: ServerIdentity): Promise<void> {
  try {
    await writeFileAtomic(path, pair.privateKeyPem + pair.certificatePem, { mode: SECRET_MODE });
  } catch (cause) {
    throw new PmSimError('identity/unwritable', `Cannot write ${path}: ${messageOf(cause)}.`, {
      hint: 'Give yourself write access to the state folder, or choose another with --state.',
      cause,
    });
  }
}

function randomOf(options: AuthorityFilesOptions): { readonly randomOctets?: RandomOctets } {
  return options.randomOctets === undefined ? {} : { randomOctets: options.randomOctets };
}

function unreadable(path: string, cause: unknown): PmSimError {
  return new PmSimError(
    'identity/unreadable',
    `Cannot use ${path}: ${messageOf(cause).replace(/\.$/, '')}.`,
    {
      hint: 'Restore the file from a backup, or remove it (or start with --fresh) to have a new one made.',
      cause,
    },
  );
}
