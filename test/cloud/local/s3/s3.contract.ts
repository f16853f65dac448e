import type { S3Client } from '@aws-sdk/client-s3';
import type { ServiceContract } from '../contract/contract.ts';
import { BUCKET_CASES, UPLOAD_CASES } from './contract-buckets.ts';
import { OBJECT_CASES } from './contract-objects.ts';

/** What the pipeline and its users rely on in S3; the twin and moto both have to keep it. */
export const S3_CONTRACT: ServiceContract<S3Client> = {
  service: 'S3',
  cases: [...BUCKET_CASES, ...OBJECT_CASES, ...UPLOAD_CASES],
};
