import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createDynamoDb } from '../../../../src/cloud/local/dynamodb/dynamodb.ts';
import { systemClock } from '../../../../src/runtime/clock.ts';
import { silentLog } from '../../../../src/runtime/log.ts';
import { holdTo } from '../contract/contract.ts';
import { openTwinService } from '../contract/open-target.ts';
import { DYNAMODB_CONTRACT } from './dynamodb.contract.ts';

const place = { region: 'eu-west-1', accountId: '000000000000' };

holdTo(DYNAMODB_CONTRACT, {
  name: 'the twin',
  open: () =>
    openTwinService(
      (stateDir) => createDynamoDb({ stateDir, clock: systemClock(), log: silentLog, ...place }),
      (config) => new DynamoDBClient(config),
    ),
});
