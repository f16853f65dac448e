import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { connectAsync, type MqttClient } from 'mqtt';
import { afterEach, describe, expect, it } from 'vitest';
import {
  alertItems,
  bench,
  FAULT_SEQ,
  mails,
  payload,
  scoredRecords,
  TOPIC,
} from './twin-fixture.ts';

const state = bench();
const children: ChildProcess[] = [];

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

interface Up {
  readonly host: string;
  readonly port: number;
  readonly ca: string;
  readonly device: { readonly certificatePem: string; readonly privateKeyPem: string };
}

async function startChild(): Promise<{ child: ChildProcess; client: MqttClient }> {
  const script = fileURLToPath(new URL('twin-child.ts', import.meta.url));
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', script, state.stateDir, join(state.folder, 'certs')],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  children.push(child);
  const [line] = (await once(
    createInterface({ input: child.stdout as NodeJS.ReadableStream }),
    'line',
  )) as [string];
  const { host, port, ca, device } = JSON.parse(line) as Up;
  const client = await connectAsync({
    protocol: 'mqtts',
    host,
    port,
    clientId: 'wt-001',
    ca,
    cert: device.certificatePem,
    key: device.privateKeyPem,
    reconnectPeriod: 0,
  });
  client.on('error', () => undefined);
  return { child, client };
}

/** Publishes without waiting for each, kills the process once `last` is acknowledged; which ones were. */
async function publishAndKill(last: number): Promise<number[]> {
  const { child, client } = await startChild();
  const acknowledged: number[] = [];
  const exited = once(child, 'exit');
  for (let seq = 1; seq <= last + 30; seq += 1) {
    client.publish(TOPIC, payload(seq), { qos: 1 }, (error) => {
      if (error) return;
      acknowledged.push(seq);
      if (seq === last) child.kill('SIGKILL');
    });
  }
  await exited;
  client.end(true);
  return acknowledged;
}

describe('a twin that is killed', () => {
  it('has every acknowledged record scored, and one alert and one mail an episode, after a start on its folder', async () => {
    const acknowledged = await publishAndKill(FAULT_SEQ + 12);
    const twin = await state.start();
    expect(await twin.drain(20_000)).toBe(true);
    const scored = new Set((await scoredRecords(twin)).map((record) => record.seq));
    expect(acknowledged.filter((seq) => !scored.has(seq))).toEqual([]);
    const items = await alertItems(twin);
    expect(items).toMatchObject([{ device: 'wt-001', notification: 'sent' }]);
    expect(mails(twin)).toHaveLength(1);
  }, 30_000);
});
