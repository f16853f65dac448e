import type { SNSClient } from '@aws-sdk/client-sns';
import type { ServiceContract } from '../contract/contract.ts';
import { PUBLISH_CASES } from './contract-publish.ts';
import { SUBSCRIPTION_CASES, TOPIC_CASES } from './contract-topics.ts';

/** What the pipeline and its users rely on in SNS; the twin and moto both have to keep it. */
export const SNS_CONTRACT: ServiceContract<SNSClient> = {
  service: 'SNS',
  cases: [...TOPIC_CASES, ...SUBSCRIPTION_CASES, ...PUBLISH_CASES],
};
