/** Writes items until it is killed, and prints the id of each once it was accepted. */
import { writeSync } from 'node:fs';
import { createDynamoDb } from '../../../../src/cloud/local/dynamodb/dynamodb.ts';
import { systemClock } from '../../../../src/runtime/clock.ts';
import { silentLog } from '../../../../src/runtime/log.ts';

const dynamoDb = await createDynamoDb({
  stateDir: process.argv[2] ?? '',
  clock: systemClock(),
  log: silentLog,
  region: 'eu-west-1',
  accountId: '000000000000',
});
const partitionKey = { name: 'id', type: 'S' } as const;
await dynamoDb.ensureTable({ name: 'alerts', partitionKey, indexes: [] });
for (let i = 0; ; i += 1) {
  const { status } = await dynamoDb.handle({
    service: 'dynamodb',
    method: 'POST',
    path: '/',
    query: '',
    headers: { 'x-amz-target': 'DynamoDB_20120810.PutItem' },
    body: Buffer.from(JSON.stringify({ TableName: 'alerts', Item: { id: { S: `a${i}` } } })),
  });
  if (status === 200) writeSync(1, `a${i}\n`);
}
