import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { ServiceContract } from '../contract/contract.ts';
import { FAULT_CASES } from './contract-faults.ts';
import { ITEM_CASES } from './contract-items.ts';
import { TABLE_CASES } from './contract-tables.ts';

/** What the pipeline and its users rely on in DynamoDB; the twin and moto both have to keep it. */
export const DYNAMODB_CONTRACT: ServiceContract<DynamoDBClient> = {
  service: 'DynamoDB',
  cases: [...TABLE_CASES, ...ITEM_CASES, ...FAULT_CASES],
};
