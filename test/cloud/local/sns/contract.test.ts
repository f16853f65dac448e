import { SNSClient } from '@aws-sdk/client-sns';
import { createSns } from '../../../../src/cloud/local/sns/sns-service.ts';
import { systemClock } from '../../../../src/runtime/clock.ts';
import { silentLog } from '../../../../src/runtime/log.ts';
import { holdTo } from '../contract/contract.ts';
import { openTwinService } from '../contract/open-target.ts';
import { SNS_CONTRACT } from './sns.contract.ts';

const account = { region: 'eu-west-1', accountId: '123456789012' };

holdTo(
  SNS_CONTRACT,
  {
    name: 'the twin',
    open: () =>
      openTwinService(
        (stateDir) => createSns({ stateDir, clock: systemClock(), log: silentLog, account }),
        (config) => new SNSClient(config),
      ),
  },
  {
    deviations: {
      'lets a mail subscription wait for its confirmation': {
        does: 'confirms it at once, since its mail ends in a folder',
        page: 'API_Subscribe',
      },
    },
  },
);
