import { z } from 'zod';
import { PmSimError } from '../../../runtime/errors.ts';
import { createCsr } from '../../x509/csr.ts';
import { createKeyPair, privateKeyPem } from '../../x509/keys.ts';
import { encodePem } from '../../x509/pem.ts';
import { invalidRequest } from '../identity/faults.ts';
import type { IdentityRegistry } from '../identity/identity-registry.ts';
import {
  settableStatus,
  type CertificateRecord,
  type CertificateStatus,
} from '../identity/records.ts';
import { certificateArn } from './certificate-arn.ts';
import { label, page, queryFlag, queryText, type RestCall, type RestRoute } from './rest.ts';

const PAGE = { token: 'marker', size: 'pageSize', sizeMax: 250 };
/** The subject that AWS gives to certificates whose key it made. */
const AWS_COMMON_NAME = 'AWS IoT Certificate';

/** Certificates: issued from a request, with a key made here, or brought along. */
export function certificateRoutes(registry: IdentityRegistry): RestRoute[] {
  return [...issuingRoutes(registry), ...managingRoutes(registry)];
}

function issuingRoutes(registry: IdentityRegistry): RestRoute[] {
  return [
    {
      operation: 'CreateCertificateFromCsr',
      method: 'POST',
      path: '/certificates',
      run(call) {
        const { certificateSigningRequest } = call.body(
          z.strictObject({ certificateSigningRequest: z.string() }),
        );
        return issued(registry, issue(registry, certificateSigningRequest, initialStatus(call)));
      },
    },
    {
      operation: 'CreateKeysAndCertificate',
      method: 'POST',
      path: '/keys-and-certificate',
      run(call) {
        const keys = createKeyPair();
        const csr = createCsr({ commonName: AWS_COMMON_NAME }, keys);
        return {
          ...issued(registry, issue(registry, csr, initialStatus(call))),
          keyPair: {
            PublicKey: encodePem('PUBLIC KEY', keys.publicKeyInfo),
            PrivateKey: privateKeyPem(keys.privateKey),
          },
        };
      },
    },
    {
      operation: 'RegisterCertificateWithoutCA',
      method: 'POST',
      path: '/certificate/register-no-ca',
      run(call) {
        const body = call.body(
          z.strictObject({ certificatePem: z.string(), status: settableStatus.optional() }),
        );
        const { id } = registry.certificates.register(
          body.certificatePem,
          body.status ?? 'INACTIVE',
        );
        return { certificateArn: certificateArn(registry, id), certificateId: id };
      },
    },
  ];
}

function managingRoutes(registry: IdentityRegistry): RestRoute[] {
  const { certificates } = registry;
  return [
    {
      operation: 'DescribeCertificate',
      method: 'GET',
      path: '/certificates/{certificateId}',
      run: (call) => ({
        certificateDescription: described(registry, certificates.get(label(call, 'certificateId'))),
      }),
    },
    {
      operation: 'ListCertificates',
      method: 'GET',
      path: '/certificates',
      run(call) {
        const found = certificates.list();
        const { items, next } = page(
          call,
          queryFlag(call, 'isAscendingOrder') ? found : found.toReversed(),
          PAGE,
        );
        return { certificates: items.map((each) => summary(registry, each)), nextMarker: next };
      },
    },
    {
      operation: 'UpdateCertificate',
      method: 'PUT',
      path: '/certificates/{certificateId}',
      run: (call) => certificates.setStatus(label(call, 'certificateId'), newStatus(call)),
    },
    {
      operation: 'DeleteCertificate',
      method: 'DELETE',
      path: '/certificates/{certificateId}',
      run(call) {
        const id = label(call, 'certificateId');
        certificates.delete(id, {
          attachedThings: registry.things.attachedTo(id).length,
          force: queryFlag(call, 'forceDelete'),
        });
      },
    },
  ];
}

function issue(
  registry: IdentityRegistry,
  csr: string,
  status: CertificateStatus,
): CertificateRecord {
  try {
    return registry.issueCertificate(csr, status);
  } catch (error) {
    if (error instanceof PmSimError && error.code.startsWith('x509/')) {
      throw invalidRequest(error.message);
    }
    throw error;
  }
}

function initialStatus(call: RestCall): CertificateStatus {
  return queryFlag(call, 'setAsActive') ? 'ACTIVE' : 'INACTIVE';
}

function newStatus(call: RestCall): CertificateStatus {
  const parsed = settableStatus.safeParse(queryText(call, 'newStatus'));
  if (parsed.success) return parsed.data;
  throw invalidRequest(
    `A certificate's status must be one of ${settableStatus.options.join(', ')}.`,
  );
}

function issued(registry: IdentityRegistry, record: CertificateRecord): object {
  return {
    certificateArn: certificateArn(registry, record.id),
    certificateId: record.id,
    certificatePem: record.pem,
  };
}

function summary(registry: IdentityRegistry, record: CertificateRecord): object {
  return {
    certificateArn: certificateArn(registry, record.id),
    certificateId: record.id,
    status: record.status,
    certificateMode: 'DEFAULT',
    creationDate: record.createdAt / 1_000,
  };
}

function described(registry: IdentityRegistry, record: CertificateRecord): object {
  return {
    ...summary(registry, record),
    certificatePem: record.pem,
    caCertificateId: record.authorityId,
    ownedBy: registry.account.accountId,
    lastModifiedDate: record.createdAt / 1_000,
    validity: { notBefore: record.notBefore / 1_000, notAfter: record.notAfter / 1_000 },
  };
}
