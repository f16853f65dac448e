import { X509Certificate } from 'node:crypto';
import { join } from 'node:path';
import { messageOf } from '../../../runtime/errors.ts';
import { certificateId, validityOf, type Certificate } from '../../x509/certificate.ts';
import { decodePem, encodePem } from '../../x509/pem.ts';
import { openDurableMap, type DurableMap } from '../durable-map.ts';
import { AwsFault } from '../service.ts';
import { alreadyExists, deleteConflict, invalidRequest, notFound } from './faults.ts';
import {
  certificateRecord,
  deletedCertificateRecord,
  type CertificateRecord,
  type CertificateStatus,
  type DeletedCertificateRecord,
} from './records.ts';
import type { TableOptions } from './table.ts';

/** Device certificates, never their keys. */
export interface CertificateTable {
  /** Takes up a certificate just issued here. */
  add(certificate: Certificate, status: CertificateStatus): CertificateRecord;
  /** Takes up a PEM certificate, issued by anybody. */
  register(pem: string, status: CertificateStatus, authorityId?: string): CertificateRecord;
  get(id: string): CertificateRecord;
  find(id: string): CertificateRecord | undefined;
  list(): CertificateRecord[];
  /** Those that let nobody in any more, deleted ones too, until they would have expired. */
  ended(): readonly EndedCertificate[];
  setStatus(id: string, status: CertificateStatus): void;
  /** Only an inactive certificate without policies and things goes, unless forced off its policies. */
  delete(id: string, options: { readonly attachedThings: number; readonly force: boolean }): void;
  attachPolicy(id: string, policy: string): void;
  detachPolicy(id: string, policy: string): void;
  close(): void;
}

/** What a revocation list is made of. */
export interface EndedCertificate {
  readonly pem: string;
  /** ms since the epoch. */
  readonly endedAt: number;
}

/** General Reference, "Maximum number of policies that can be attached to a certificate". */
const POLICIES_MAX = 10;

function existing(certificates: DurableMap<CertificateRecord>, id: string): CertificateRecord {
  const found = certificates.get(id);
  if (found === undefined) throw notFound(`The certificate ${id} does not exist.`);
  return found;
}

export function openCertificateTable(options: TableOptions): CertificateTable {
  const { folder, log, changed } = options;
  const path = join(folder, 'certificates.ndjson');
  const certificates = openDurableMap({ path, schema: certificateRecord, log });
  const deleted = openDurableMap({
    path: join(folder, 'deleted-certificates.ndjson'),
    schema: deletedCertificateRecord,
    log,
  });
  const get = (id: string): CertificateRecord => existing(certificates, id);
  const add: CertificateTable['add'] = (certificate, status) =>
    addTo(certificates, certificate, { status, createdAt: options.now() });
  const save = (record: CertificateRecord): void => {
    certificates.set(record.id, record);
    changed();
  };
  return {
    add,
    register: (pem, status, authorityId) =>
      addTo(certificates, parseCertificate(pem), {
        status,
        createdAt: options.now(),
        ...(authorityId === undefined ? {} : { authorityId }),
      }),
    get,
    find: (id) => certificates.get(id),
    list: () => [...certificates.entries()].map(([, record]) => record),
    ended: () => endedOf(certificates, deleted, options.now()),
    setStatus: (id, status) => save(withStatus(get(id), status, options.now())),
    delete(id, conditions) {
      const record = get(id);
      assertDeletable(record, conditions);
      deleted.set(id, asDeleted(record, options.now()));
      certificates.delete(id);
      changed();
    },
    attachPolicy(id, policy) {
      const record = get(id);
      if (record.policies.includes(policy)) return;
      if (record.policies.length >= POLICIES_MAX) throw tooManyPolicies(id);
      save({ ...record, policies: [...record.policies, policy] });
    },
    detachPolicy(id, policy) {
      const record = get(id);
      save({ ...record, policies: record.policies.filter((name) => name !== policy) });
    },
    close: () => [certificates, deleted].forEach((map) => map.close()),
  };
}

function withStatus(
  record: CertificateRecord,
  status: CertificateStatus,
  now: number,
): CertificateRecord {
  const { endedAt = now, ...rest } = record;
  return status === 'ACTIVE' ? { ...rest, status } : { ...rest, status, endedAt };
}

function asDeleted(record: CertificateRecord, now: number): DeletedCertificateRecord {
  const { id, pem, notAfter, endedAt = now } = record;
  return { id, pem, notAfter, endedAt };
}

/** Forgets on the way what would have expired by itself. */
function endedOf(
  certificates: DurableMap<CertificateRecord>,
  deleted: DurableMap<DeletedCertificateRecord>,
  now: number,
): readonly EndedCertificate[] {
  for (const [id, { notAfter }] of deleted.entries()) if (notAfter <= now) deleted.delete(id);
  const held = [...certificates.entries()]
    .map(([, record]) => record)
    .filter(({ status, notAfter }) => status !== 'ACTIVE' && notAfter > now)
    .map(({ pem, createdAt, endedAt = createdAt }) => ({ pem, endedAt }));
  return [...held, ...[...deleted.entries()].map(([, { pem, endedAt }]) => ({ pem, endedAt }))];
}

function addTo(
  certificates: DurableMap<CertificateRecord>,
  { der, pem, validity }: Certificate,
  more: Pick<CertificateRecord, 'status' | 'createdAt' | 'authorityId'>,
): CertificateRecord {
  const id = certificateId(der);
  if (certificates.get(id) !== undefined) {
    throw alreadyExists(`The certificate ${id} is already registered.`);
  }
  const { notBefore, notAfter } = validity;
  const record = { id, pem, ...more, notBefore, notAfter, policies: [] };
  certificates.set(id, record);
  return record;
}

function parseCertificate(text: string): Certificate {
  try {
    const certificate = new X509Certificate(decodePem(text, 'CERTIFICATE'));
    const { raw: der } = certificate;
    return { der, pem: encodePem('CERTIFICATE', der), validity: validityOf(certificate) };
  } catch (error) {
    throw new AwsFault('CertificateValidationException', messageOf(error), 400);
  }
}

function tooManyPolicies(id: string): AwsFault {
  const message = `The certificate ${id} has ${POLICIES_MAX} policies already.`;
  return new AwsFault('LimitExceededException', message, 410);
}

function assertDeletable(
  record: CertificateRecord,
  { attachedThings, force }: { readonly attachedThings: number; readonly force: boolean },
): void {
  if (record.status === 'ACTIVE') {
    throw new AwsFault(
      'CertificateStateException',
      `The certificate ${record.id} is active; deactivate it first.`,
      406,
    );
  }
  if (attachedThings > 0)
    throw invalidRequest(`Things are attached to the certificate ${record.id}; detach them first.`);
  if (record.policies.length > 0 && !force) {
    throw deleteConflict(
      `Policies are attached to the certificate ${record.id}; detach them first, or force the deletion.`,
    );
  }
}
