import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { openDurableMap } from '../durable-map.ts';
import type { CertificateTable } from '../identity/certificates.ts';
import type { TableOptions } from '../identity/table.ts';
import { AwsFault } from '../service.ts';

const proofRecord = z.strictObject({
  /** SHA-256 of the token in hex: who reads the state folder cannot use it. */
  tokenSha256: z.string(),
  /** ms since the epoch. */
  expiresAt: z.number(),
});

/** Tokens that prove who had a certificate issued over MQTT. */
export interface OwnershipTable {
  /** The token for a certificate just issued. */
  grant(certificateId: string): string;
  /** The certificate that the token is for. @throws AwsFault InvalidCertificateOwnershipToken */
  prove(token: string): string;
  close(): void;
}

/** Developer guide, fleet-provision-api: "expires after one hour". */
const TOKEN_MS = 3_600_000;
const TOKEN_OCTETS = 48;

/**
 * Tokens by certificate. A certificate that is still pending when its token ends is deleted, as on
 * AWS; that is looked after whenever a token is granted or shown, which no other part needs sooner.
 */
export function openOwnershipTable(
  { folder, log, now }: TableOptions,
  certificates: CertificateTable,
): OwnershipTable {
  const path = join(folder, 'ownership.ndjson');
  const proofs = openDurableMap({ path, schema: proofRecord, log });
  const expire = (): void => {
    // In order of granting, so the first that is good ends the search.
    for (const [id, { expiresAt }] of proofs.entries()) {
      if (expiresAt > now()) return;
      proofs.delete(id);
      if (certificates.find(id)?.status !== 'PENDING_ACTIVATION') continue;
      certificates.setStatus(id, 'INACTIVE');
      certificates.delete(id, { attachedThings: 0, force: true });
    }
  };
  return {
    grant(certificateId) {
      expire();
      const secret = randomBytes(TOKEN_OCTETS).toString('base64url');
      proofs.set(certificateId, { tokenSha256: digest(secret), expiresAt: now() + TOKEN_MS });
      return `${certificateId}.${secret}`;
    },
    prove(token) {
      expire();
      const [certificateId = '', secret = ''] = token.split('.');
      const proof = proofs.get(certificateId);
      if (proof !== undefined && isSame(proof.tokenSha256, digest(secret))) return certificateId;
      throw new AwsFault(
        'InvalidCertificateOwnershipToken',
        'The certificate ownership token is unknown or has expired; create the certificate again.',
      );
    },
    close: () => proofs.close(),
  };
}

function digest(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

function isSame(a: string, b: string): boolean {
  return timingSafeEqual(Buffer.from(a, 'hex'), Buffer.from(b, 'hex'));
}
