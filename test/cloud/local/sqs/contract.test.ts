import { SQSClient } from '@aws-sdk/client-sqs';
import { createSqs } from '../../../../src/cloud/local/sqs/sqs-service.ts';
import { systemClock } from '../../../../src/runtime/clock.ts';
import { silentLog } from '../../../../src/runtime/log.ts';
import { holdTo } from '../contract/contract.ts';
import { openTwinService } from '../contract/open-target.ts';
import { SQS_CONTRACT } from './sqs.contract.ts';

const account = { region: 'eu-west-1', accountId: '123456789012' };

holdTo(SQS_CONTRACT, {
  name: 'the twin',
  open: () =>
    openTwinService(
      (stateDir) => createSqs({ stateDir, clock: systemClock(), log: silentLog, account }),
      (config) => new SQSClient(config),
    ),
});
