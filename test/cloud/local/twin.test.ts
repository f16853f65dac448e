import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import {
  alertItems,
  bench,
  FAULT_SEQ,
  mails,
  payload,
  publish,
  scoredRecords,
  TOPIC,
} from './twin-fixture.ts';
import { testStack } from './twin-options.ts';
import type { Twin } from '../../../src/cloud/local/twin.ts';

const DRAIN_MS = 20_000;
const state = bench();

async function queued(twin: Twin, queue: string): Promise<Record<string, never>[]> {
  const client = new SQSClient(twin.clientDefaults);
  const QueueUrl = `http://sqs.us-east-1.invalid/${twin.account.accountId}/${queue}`;
  const { Messages = [] } = await client.send(
    new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }),
  );
  return Messages.map(({ Body = '' }) => JSON.parse(Body) as Record<string, never>);
}

describe('startTwin', () => {
  it('carries a device’s messages over mutual TLS to an alert, an item and one mail', async () => {
    const twin = await state.start();
    const device = await state.connect(twin);
    await publish(device, 1, FAULT_SEQ + 20);
    expect(await twin.drain(DRAIN_MS)).toBe(true);
    const records = await scoredRecords(twin);
    expect(records.map((record) => record.seq)).toEqual(
      Array.from({ length: FAULT_SEQ + 20 }, (_, at) => at + 1),
    );
    const [item, ...others] = await alertItems(twin);
    expect(others).toEqual([]);
    expect(item).toMatchObject({
      device: 'wt-001',
      site: 'ridge',
      state: 'open',
      latitude: 48.45,
      longitude: 5.59,
      metric: 'vib_gearbox_mms',
      notification: 'sent',
      reason: expect.stringMatching(
        /^Gearbox vibration is [56]\.\d+ mm\/s, where [12]\S* mm\/s is normal\.$/,
      ),
    });
    const seq = Number(item?.id.split('#')[2]);
    expect(seq).toBeGreaterThan(FAULT_SEQ);
    expect(seq).toBeLessThan(FAULT_SEQ + 15);
    expect(mails(twin)).toHaveLength(1);
    expect(state.events).toMatchObject([{ type: 'alert', alert: { id: item?.id } }]);
    expect(twin.counters()).toMatchObject({
      connected: 1,
      received: FAULT_SEQ + 20,
      routed: { telemetry: FAULT_SEQ + 20 },
      mappings: { 'telemetry-to-score': { discarded: 0 } },
    });
  });

  it('makes no second alert when the whole stream is given to the functions again', async () => {
    const first = await state.start();
    await publish(await state.connect(first), 1, FAULT_SEQ + 20);
    await first.drain(DRAIN_MS);
    const before = { items: await alertItems(first), mails: mails(first) };
    await first[Symbol.asyncDispose]();
    rmSync(join(state.stateDir, 'lambda'), { recursive: true });
    const again = await state.start();
    expect(await again.drain(DRAIN_MS)).toBe(true);
    expect(again.counters().mappings['telemetry-to-score']).toMatchObject({
      processed: FAULT_SEQ + 20,
    });
    expect(await alertItems(again)).toEqual(before.items);
    expect(mails(again)).toEqual(before.mails);
    expect(await scoredRecords(again)).toHaveLength(FAULT_SEQ + 20);
    expect(state.events).toHaveLength(1);
  });

  it('scores after a restart what was accepted and not scored', async () => {
    const stack = testStack();
    const patient = { maximumRetryAttempts: -1, bisectBatchOnFunctionError: false };
    const mappings = stack.mappings.map((mapping) => ({ ...mapping, ...patient }));
    const stuck = await state.start({
      stack: { ...stack, mappings },
      handlers: { score: () => () => Promise.reject(new Error('down')) },
    });
    await publish(await state.connect(stuck), 1, 5);
    expect(await stuck.drain(50)).toBe(false);
    expect(await scoredRecords(stuck)).toEqual([]);
    expect(stuck.counters().backlog).toMatchObject({ records: 5, recordsPeak: 5 });
    await stuck[Symbol.asyncDispose]();
    const twin = await state.start();
    expect(twin.counters().backlog.records).toBe(5);
    expect(await twin.drain(DRAIN_MS)).toBe(true);
    expect(twin.counters().backlog).toMatchObject({ records: 0, recordsPeak: 5 });
    expect((await scoredRecords(twin)).map((record) => record.seq)).toEqual([1, 2, 3, 4, 5]);
  });

  it('puts a poisoned record into the queue with its reason while its neighbours pass', async () => {
    const twin = await state.start();
    const device = await state.connect(twin);
    await publish(device, 1, 3);
    await device.publishAsync(TOPIC, '{"schema_v":1,"device_id":"wt-001"}', { qos: 1 });
    await device.publishAsync(TOPIC, payload(1, 'wt-002'), { qos: 1 });
    await publish(device, 4, 6);
    expect(await twin.drain(DRAIN_MS)).toBe(true);
    expect((await scoredRecords(twin)).map((record) => record.seq)).toEqual([1, 2, 3, 4, 5, 6]);
    const documents = await queued(twin, 'unscored-records');
    expect(documents).toHaveLength(2);
    expect(documents[0]).toMatchObject({
      requestContext: { condition: 'RetryAttemptsExhausted' },
      KinesisBatchInfo: { batchSize: 1, shardId: 'shardId-000000000000' },
    });
  });

  it('puts the records of a function that throws into the queue and goes on', async () => {
    const twin = await state.start({
      handlers: { score: () => () => Promise.reject(new TypeError('broken')) },
    });
    await publish(await state.connect(twin), 1, 2);
    expect(await twin.drain(DRAIN_MS)).toBe(true);
    expect(await queued(twin, 'unscored-records')).toMatchObject([
      { responseContext: { functionError: 'Unhandled' } },
      { responseContext: { functionError: 'Unhandled' } },
    ]);
    expect(twin.counters().functions['score']?.errors).toBeGreaterThan(0);
  });

  it('refuses a device that publishes under another’s name, and tells', async () => {
    const twin = await state.start();
    const device = await state.connect(twin);
    const closed = new Promise((resolve) => device.once('close', () => resolve(undefined)));
    device.publish('dt/pm-sim/ridge/wt-002/telemetry', payload(1, 'wt-002'), { qos: 1 });
    await closed;
    expect(state.events).toMatchObject([
      { type: 'refused', clientId: 'wt-001', action: 'publish' },
    ]);
    expect(twin.counters().routed).toEqual({});
  });

  it('refuses a state folder that another twin has, naming its process', async () => {
    await state.start();
    await expect(state.start()).rejects.toMatchObject({
      code: 'state/in-use',
      message: expect.stringContaining(`process ${process.pid}`),
    });
  });

  it('says which state folder it cannot write', async () => {
    writeFileSync(state.stateDir, 'not a folder');
    await expect(state.start()).rejects.toMatchObject({
      code: 'state/unwritable',
      message: expect.stringContaining(state.stateDir),
    });
  });

  it('clears what is its own when asked for a fresh start, and nothing else', async () => {
    mkdirSync(join(state.stateDir, 'kinesis'), { recursive: true });
    writeFileSync(join(state.stateDir, 'kinesis', 'old'), '');
    writeFileSync(join(state.stateDir, 'notes.txt'), 'mine');
    await state.start({ fresh: true });
    expect(existsSync(join(state.stateDir, 'kinesis', 'old'))).toBe(false);
    expect(existsSync(join(state.stateDir, 'notes.txt'))).toBe(true);
  });

  it('leaves nothing held when it cannot start', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as { port: number };
    await expect(state.start({ mqttPort: port })).rejects.toMatchObject({
      code: 'broker/port-in-use',
    });
    await new Promise((resolve) => server.close(resolve));
    const twin = await state.start();
    await twin[Symbol.asyncDispose]();
    await twin[Symbol.asyncDispose]();
    expect(existsSync(join(state.stateDir, 'twin.lock'))).toBe(false);
  });

  it('refuses a stack that refers to a part that it does not have', async () => {
    const stack = testStack();
    const mappings = stack.mappings.map((each) => ({ ...each, stream: 'telemetri' }));
    await expect(state.start({ stack: { ...stack, mappings } })).rejects.toMatchObject({
      code: 'stack/unknown-part',
      message: expect.stringContaining('Did you mean "telemetry"'),
    });
    expect(existsSync(state.stateDir)).toBe(false);
  });

  it('opens the AWS API on a port when asked', async () => {
    const twin = await state.start({ awsPort: 0 });
    const response = await fetch(`http://127.0.0.1:${twin.awsPort}/`, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': 'Kinesis_20131202.ListStreams',
      },
      body: '{}',
    });
    expect(await response.json()).toMatchObject({ StreamNames: ['scored', 'telemetry'] });
  });
});
