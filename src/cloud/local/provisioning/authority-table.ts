import { randomBytes, X509Certificate } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { messageOf } from '../../../runtime/errors.ts';
import { certificateId, validityOf } from '../../x509/certificate.ts';
import { decodePem, encodePem } from '../../x509/pem.ts';
import { openDurableMap } from '../durable-map.ts';
import { alreadyExists, notFound } from '../identity/faults.ts';
import type { TableOptions } from '../identity/table.ts';
import { AwsFault } from '../service.ts';

const authorityRecord = z.strictObject({
  /** SHA-256 of the DER in hex. */
  id: z.string(),
  pem: z.string(),
  active: z.boolean(),
  /** Registers unknown certificates of its own on their first connection. */
  autoRegistration: z.boolean(),
  mode: z.enum(['DEFAULT', 'SNI_ONLY']),
  /** What provisions a device on its first connection; without it, it is only registered. */
  template: z.strictObject({ name: z.string().optional(), body: z.string().optional() }).optional(),
  roleArn: z.string().optional(),
  /** ms since the epoch. */
  createdAt: z.number(),
  modifiedAt: z.number(),
  notBefore: z.number(),
  notAfter: z.number(),
});
export type AuthorityRecord = z.infer<typeof authorityRecord>;
type Settings = Pick<
  AuthorityRecord,
  'active' | 'autoRegistration' | 'mode' | 'template' | 'roleArn'
>;

/** Certificate authorities of others, whose devices may come in. */
export interface AuthorityTable {
  /**
   * In DEFAULT mode whoever registers an authority has to show that it holds the key.
   * @throws AwsFault CertificateValidationException, RegistrationCodeValidationException,
   * ResourceAlreadyExistsException
   */
  register(pem: string, settings: Settings, verificationPem?: string): AuthorityRecord;
  get(id: string): AuthorityRecord;
  list(): readonly AuthorityRecord[];
  update(id: string, change: Partial<Settings>): void;
  /** Only an inactive one goes. */
  delete(id: string): void;
  /** The common name that a verification certificate has to have. */
  registrationCode(): string;
  /** The active authority that signed the certificate, if it registers unknown ones. */
  signerOf(certificate: X509Certificate): AuthorityRecord | undefined;
  close(): void;
}

const CODE_OCTETS = 32;
const CODE = 'registration-code';

export function openAuthorityTable({ folder, log, now }: TableOptions): AuthorityTable {
  const path = join(folder, 'ca-certificates.ndjson');
  const authorities = openDurableMap({ path, schema: authorityRecord, log });
  const codes = openDurableMap({ path: join(folder, 'codes.ndjson'), schema: z.string(), log });
  const registrationCode = (): string => {
    const code = codes.get(CODE) ?? randomBytes(CODE_OCTETS).toString('hex');
    if (codes.get(CODE) === undefined) codes.set(CODE, code);
    return code;
  };
  const get = (id: string): AuthorityRecord => {
    const found = authorities.get(id);
    if (found === undefined) throw notFound(`The CA certificate ${id} does not exist.`);
    return found;
  };
  return {
    register(pem, settings, verificationPem) {
      const certificate = parse(pem, 'CA certificate');
      if (!certificate.ca) throw invalid('The certificate is not one of an authority.');
      if (settings.mode === 'DEFAULT') verify(certificate, registrationCode(), verificationPem);
      const id = certificateId(certificate.raw);
      if (authorities.get(id) !== undefined) {
        throw alreadyExists(`The CA certificate ${id} is already registered.`);
      }
      const { notBefore, notAfter } = validityOf(certificate);
      const at = { createdAt: now(), modifiedAt: now(), notBefore, notAfter };
      const record = { id, pem: encodePem('CERTIFICATE', certificate.raw), ...settings, ...at };
      authorities.set(id, record);
      return record;
    },
    get,
    list: () => [...authorities.entries()].map(([, record]) => record),
    update: (id, change) => authorities.set(id, { ...get(id), ...change, modifiedAt: now() }),
    delete(id) {
      if (get(id).active) {
        const message = `The CA certificate ${id} is active; deactivate it first.`;
        throw new AwsFault('CertificateStateException', message, 406);
      }
      authorities.delete(id);
    },
    registrationCode,
    signerOf: (certificate) =>
      [...authorities.entries()]
        .map(([, record]) => record)
        .find((each) => each.active && each.autoRegistration && signs(each, certificate, now())),
    close() {
      authorities.close();
      codes.close();
    },
  };
}

function signs(record: AuthorityRecord, certificate: X509Certificate, now: number): boolean {
  if (now < record.notBefore || now >= record.notAfter) return false;
  const authority = new X509Certificate(record.pem);
  return certificate.checkIssued(authority) && certificate.verify(authority.publicKey);
}

/** Developer guide, register-CA-cert: a certificate of the authority's whose name is the code. */
function verify(authority: X509Certificate, code: string, pem: string | undefined): void {
  if (pem === undefined) throw invalid('The verification certificate is missing.');
  const certificate = parse(pem, 'verification certificate');
  if (!certificate.checkIssued(authority) || !certificate.verify(authority.publicKey)) {
    throw invalid('The verification certificate is not signed by the CA certificate.');
  }
  if (certificate.subject.split('\n').includes(`CN=${code}`)) return;
  throw new AwsFault(
    'RegistrationCodeValidationException',
    "The verification certificate's common name is not the registration code.",
  );
}

function parse(pem: string, what: string): X509Certificate {
  try {
    return new X509Certificate(decodePem(pem, 'CERTIFICATE'));
  } catch (error) {
    throw invalid(`The ${what} is not readable: ${messageOf(error)}`);
  }
}

function invalid(message: string): AwsFault {
  return new AwsFault('CertificateValidationException', message);
}
