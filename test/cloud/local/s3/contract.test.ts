import { S3Client } from '@aws-sdk/client-s3';
import { createS3 } from '../../../../src/cloud/local/s3/s3-service.ts';
import { systemClock } from '../../../../src/runtime/clock.ts';
import { silentLog } from '../../../../src/runtime/log.ts';
import { holdTo } from '../contract/contract.ts';
import { openTwinService } from '../contract/open-target.ts';
import { S3_CONTRACT } from './s3.contract.ts';

holdTo(S3_CONTRACT, {
  name: 'the twin',
  open: () =>
    openTwinService(
      (stateDir) =>
        createS3({
          stateDir,
          region: 'eu-west-1',
          clock: systemClock(),
          log: silentLog,
          onCreated: () => undefined,
        }),
      (config) => new S3Client({ ...config, forcePathStyle: true }),
    ),
});
