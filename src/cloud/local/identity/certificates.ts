import { X509Certificate } from 'node:crypto';
import { join } from 'node:path';
import { messageOf } from '../../../runtime/errors.ts';
import { certificateId, validityOf, type Certificate } from '../../x509/certificate.ts';
import { decodePem, encodePem } from '../../x509/pem.ts';
import { openDurableMap, type DurableMap } from '../durable-map.ts';
import { AwsFault } from '../service.ts';
import { alreadyExists, deleteConflict, invalidRequest, notFound } from './faults.ts';
import { certificateRecord, type CertificateRecord, type CertificateStatus } from './records.ts';
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
  setStatus(id: string, status: CertificateStatus): void;
  /** Only an inactive certificate without policies and things goes, unless forced off its policies. */
  delete(id: string, options: { readonly attachedThings: number; readonly force: boolean }): void;
  attachPolicy(id: string, policy: string): void;
  detachPolicy(id: string, policy: string): void;
  close(): void;
}

/** General Reference, "Maximum number of policies that can be attached to a certificate". */
const POLICIES_MAX = 10;

export function openCertificateTable(options: TableOptions): CertificateTable {
  const { folder, log, changed } = options;
  const path = join(folder, 'certificates.ndjson');
  const certificates = openDurableMap({ path, schema: certificateRecord, log });
  const get = (id: string): CertificateRecord => {
    const found = certificates.get(id);
    if (found === undefined) throw notFound(`The certificate ${id} does not exist.`);
    return found;
  };
  const add = (
    certificate: Certificate,
    status: CertificateStatus,
    authorityId?: string,
  ): CertificateRecord =>
    addTo(certificates, certificate, {
      status,
      createdAt: options.now(),
      ...(authorityId === undefined ? {} : { authorityId }),
    });
  const save = (record: CertificateRecord): void => {
    certificates.set(record.id, record);
    changed();
  };
  return {
    add,
    register: (pem, status, authorityId) => add(parseCertificate(pem), status, authorityId),
    get,
    find: (id) => certificates.get(id),
    list: () => [...certificates.entries()].map(([, record]) => record),
    setStatus: (id, status) => save({ ...get(id), status }),
    delete(id, conditions) {
      assertDeletable(get(id), conditions);
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
    close: () => certificates.close(),
  };
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
