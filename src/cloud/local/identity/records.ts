import { z } from 'zod';

/** Statuses of the IoT API that the twin knows (API reference, CertificateDescription). */
const certificateStatus = z.enum(['ACTIVE', 'INACTIVE', 'REVOKED', 'PENDING_ACTIVATION']);
export type CertificateStatus = z.infer<typeof certificateStatus>;

/** Those that a caller may set: what is pending comes from provisioning only (UpdateCertificate). */
export const settableStatus = certificateStatus.exclude(['PENDING_ACTIVATION']);

export const thingRecord = z.strictObject({
  name: z.string(),
  id: z.string(),
  type: z.string().optional(),
  attributes: z.record(z.string(), z.string()),
  /** Bumped by every change, as the API's `version`. */
  version: z.number(),
  /** Ids of the certificates attached. */
  principals: z.array(z.string()),
  /** Names of the thing groups that it is in; states of version 0.1 have none. */
  groups: z.array(z.string()).default([]),
});
export type ThingRecord = z.infer<typeof thingRecord>;

export const certificateRecord = z.strictObject({
  /** SHA-256 of the DER in hex. */
  id: z.string(),
  pem: z.string(),
  status: certificateStatus,
  /** ms since the epoch. */
  createdAt: z.number(),
  notBefore: z.number(),
  notAfter: z.number(),
  /** Names of the policies attached, in order of attachment. */
  policies: z.array(z.string()),
  /** When it was taken out of use, ms since the epoch; absent while it is active. */
  endedAt: z.number().optional(),
  /** Id of the registered authority that let it be registered on its first connection. */
  authorityId: z.string().optional(),
});
export type CertificateRecord = z.infer<typeof certificateRecord>;

/** A certificate that was deleted while others might still trust it: what a revocation list needs of it. */
export const deletedCertificateRecord = certificateRecord
  .pick({
    id: true,
    pem: true,
    notAfter: true,
  })
  .extend({ endedAt: z.number() });
export type DeletedCertificateRecord = z.infer<typeof deletedCertificateRecord>;

export const policyRecord = z.strictObject({
  name: z.string(),
  document: z.string(),
  createdAt: z.number(),
});
export type PolicyRecord = z.infer<typeof policyRecord>;

export const thingTypeRecord = z.strictObject({
  name: z.string(),
  id: z.string(),
  createdAt: z.number(),
});
export type ThingTypeRecord = z.infer<typeof thingTypeRecord>;

export const thingGroupRecord = z.strictObject({
  name: z.string(),
  id: z.string(),
  createdAt: z.number(),
});
export type ThingGroupRecord = z.infer<typeof thingGroupRecord>;
