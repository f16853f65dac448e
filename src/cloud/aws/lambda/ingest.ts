import { S3Client } from '@aws-sdk/client-s3';
import { ingestHandler } from '../../handlers/environment.ts';
import { lambdaSurroundings } from './surroundings.ts';

/** Entry of the ingest function's bundle. */
export const handler = ingestHandler(process.env, {
  ...lambdaSurroundings(),
  s3: new S3Client({}),
});
