import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KinesisClient } from '@aws-sdk/client-kinesis';
import { S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { systemClock, type Clock } from '../../../runtime/clock.ts';
import type { Log } from '../../../runtime/log.ts';
import { createRandom, type Random } from '../../../runtime/random.ts';
import type {
  AlertSurroundings,
  IngestSurroundings,
  ScoreSurroundings,
} from '../../handlers/environment.ts';

/**
 * What a handler is given on Lambda: clients with the function's own role and region, made once for
 * each execution environment.
 */
export function scoreSurroundings(): ScoreSurroundings {
  return {
    ...common(),
    kinesis: new KinesisClient({}),
    random: ownRandom(),
  };
}

export function ingestSurroundings(): IngestSurroundings {
  return { ...alertSurroundings(), random: ownRandom(), s3: new S3Client({}) };
}

/** Backoff must differ between environments; nothing that is scored depends on it. */
function ownRandom(): Random {
  return createRandom(randomUUID());
}

export function alertSurroundings(): AlertSurroundings {
  const base = common();
  return {
    ...base,
    sns: new SNSClient({}),
    observe(event) {
      const id = event.type === 'alert' ? event.alert.id : event.id;
      base.log({ level: 'info', area: 'alert', text: event.type, fields: { id } });
    },
  };
}

function common(): Pick<ScoreSurroundings & AlertSurroundings, 'dynamo' | 'clock' | 'log'> {
  const clock = systemClock();
  return {
    dynamo: DynamoDBDocumentClient.from(new DynamoDBClient({}), {
      marshallOptions: { removeUndefinedValues: true },
    }),
    clock,
    log: jsonLog((line) => process.stdout.write(line), clock),
  };
}

/** One JSON object a line, with the keys that Lambda filters by (developer guide, "JSON log format"). */
export function jsonLog(write: (line: string) => void, clock: Clock): Log {
  return ({ level, area, text, fields = {} }) => {
    const timestamp = new Date(clock.now()).toISOString();
    const line = { timestamp, level: level.toUpperCase(), area, message: text, ...fields };
    write(`${JSON.stringify(line)}\n`);
  };
}
