import {
  CreateCertificateFromCsrCommand,
  CreateKeysAndCertificateCommand,
  DeleteCertificateCommand,
  DescribeCertificateCommand,
  ListCertificatesCommand,
  UpdateCertificateCommand,
  type IoTClient,
  type ListCertificatesCommandOutput,
} from '@aws-sdk/client-iot';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { expect } from 'vitest';
import { requestFor } from '../../x509/fixtures.ts';
import { refusalOf, type ContractCase } from '../contract/contract.ts';

type Case = ContractCase<IoTClient>;

export const NOT_FOUND = { name: 'ResourceNotFoundException', status: 404 };
const UNKNOWN_ID = '0'.repeat(64);

interface Issued {
  readonly id: string;
  readonly arn: string;
  readonly pem: string;
}

/** A certificate for a key of its own, active. */
export async function createCertificate(client: IoTClient, setAsActive = true): Promise<Issued> {
  const certificateSigningRequest = requestFor('contract').csr;
  const made = await client.send(
    new CreateCertificateFromCsrCommand({ certificateSigningRequest, setAsActive }),
  );
  const { certificateId: id = '', certificateArn: arn = '', certificatePem: pem = '' } = made;
  return { id, arn, pem };
}

export const CERTIFICATE_CASES: readonly Case[] = [
  {
    title: 'issues a certificate for a request, whose private key it never sees',
    check: async (client) => {
      const { id, arn, pem } = await createCertificate(client);
      expect(id).toMatch(/^[0-9a-f]{64}$/u);
      expect(arn).toMatch(new RegExp(`^arn:aws:iot:eu-west-1:\\d{12}:cert/${id}$`, 'u'));
      expect(new X509Certificate(pem).subject).not.toBe('');
      const { certificateDescription } = await client.send(
        new DescribeCertificateCommand({ certificateId: id }),
      );
      expect(certificateDescription).toMatchObject({
        certificateId: id,
        certificateArn: arn,
        certificatePem: pem,
        status: 'ACTIVE',
      });
    },
  },

  {
    title: 'makes a key pair that fits its certificate, inactive unless asked for',
    check: async (client) => {
      const made = await client.send(new CreateKeysAndCertificateCommand({}));
      const key = createPrivateKey(made.keyPair?.PrivateKey ?? '');
      expect(new X509Certificate(made.certificatePem ?? '').checkPrivateKey(key)).toBe(true);
      const { certificateDescription } = await client.send(
        new DescribeCertificateCommand({ certificateId: made.certificateId }),
      );
      expect(certificateDescription?.status).toBe('INACTIVE');
    },
  },

  {
    title: 'refuses what is no certificate signing request',
    check: async (client) => {
      const call = new CreateCertificateFromCsrCommand({ certificateSigningRequest: 'none' });
      expect(await refusalOf(client.send(call))).toEqual({
        name: 'InvalidRequestException',
        status: 400,
      });
    },
  },

  {
    title: 'names a certificate that is not there',
    check: async (client) => {
      const certificateId = UNKNOWN_ID;
      const calls = [
        client.send(new DescribeCertificateCommand({ certificateId })),
        client.send(new UpdateCertificateCommand({ certificateId, newStatus: 'INACTIVE' })),
        client.send(new DeleteCertificateCommand({ certificateId })),
      ];
      expect(await Promise.all(calls.map(refusalOf))).toEqual(calls.map(() => NOT_FOUND));
    },
  },

  {
    title: 'deletes a certificate only when it is inactive',
    check: async (client) => {
      const { id: certificateId } = await createCertificate(client);
      const active = client.send(new DeleteCertificateCommand({ certificateId }));
      expect(await refusalOf(active)).toEqual({ name: 'CertificateStateException', status: 406 });
      await client.send(new UpdateCertificateCommand({ certificateId, newStatus: 'INACTIVE' }));
      await client.send(new DeleteCertificateCommand({ certificateId }));
      const gone = client.send(new DescribeCertificateCommand({ certificateId }));
      expect(await refusalOf(gone)).toEqual(NOT_FOUND);
    },
  },

  {
    title: 'lists certificates page by page',
    check: async (client) => {
      const made = [await createCertificate(client), await createCertificate(client)];
      const ids: (string | undefined)[] = [];
      let marker: string | undefined;
      do {
        const page: ListCertificatesCommandOutput = await client.send(
          new ListCertificatesCommand({ pageSize: 1, marker }),
        );
        const [certificate] = page.certificates ?? [];
        ids.push(certificate?.certificateId);
        marker = page.nextMarker;
      } while (marker !== undefined);
      expect(ids).toEqual(expect.arrayContaining(made.map(({ id }) => id)));
      expect(new Set(ids).size).toBe(ids.length);
    },
  },
];
