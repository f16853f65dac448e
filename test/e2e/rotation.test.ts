import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PassThrough } from 'node:stream';
import { CreatePolicyCommand, IoTClient } from '@aws-sdk/client-iot';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Twin } from '../../src/cloud/local/twin.ts';
import { bench } from '../cloud/local/twin-fixture.ts';
import { openWorkplace, type Running, type Workplace } from './cli-run.ts';
import { arrivalsOf } from './stream-content.ts';

/** The policy that the page tells to give an agent. */
const PAGE = readFileSync(join(import.meta.dirname, '../../docs/edge.md'), 'utf8');
const POLICY = /```json\n(\{\n {2}"Version"[^`]+)```/u.exec(PAGE)?.[1] ?? '';

const FILE = `agent: edge-1
sources: [{ stdin: {}, map: { device: asset, ts: time } }]
sink:
  awsIot:
    endpoint: 127.0.0.1
    port: PORT
    ca: ca.pem
    cert: certs/edge-1/certificate.pem.crt
    key: certs/edge-1/private.pem.key
    awsLimits: false
buffer: { dir: store }
drain: { jitter: 1ms, perSecond: 10000 }
`;

const clouds = bench();
let place: Workplace;
beforeEach(async () => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'local');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'local');
  vi.stubEnv('AWS_REGION', 'us-east-1');
  place = await openWorkplace();
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await place[Symbol.asyncDispose]();
});

/** A running twin, and an agent on it that got its certificate by a claim. */
async function startAgent() {
  const twin = await clouds.start({ awsPort: 0 });
  const iot = new IoTClient(twin.clientDefaults);
  await iot.send(new CreatePolicyCommand({ policyName: 'edge-agent', policyDocument: POLICY }));
  writeFileSync(join(place.dir, 'package.json'), '{}');
  writeFileSync(join(place.dir, 'ca.pem'), twin.caPem);
  const target = `--target aws --region us-east-1 --endpoint-url http://127.0.0.1:${twin.awsPort}`;
  await place.run(`provision claim agents --policy edge-agent --rotation ${target}`);
  const endpoint = `--endpoint 127.0.0.1:${twin.mqtt.port} --ca ca.pem`;
  const claim = '--claim claims/agents --template agents';
  await place.run(`provision create edge-1 ${claim} --target aws ${endpoint}`);
  writeFileSync(join(place.dir, 'edge.yaml'), FILE.replace('PORT', String(twin.mqtt.port)));
  const run = place.start('edge run edge.yaml --json');
  await run.event('log' as never, ({ text }: { text: string }) =>
    text.startsWith('Filters are as'),
  );
  iot.destroy();
  return { twin, run, target };
}

/** Enough on either side of a rotation to see an order in, however slow the machine. */
const FED_MIN = 25;

/** Readings into the agent, one after every call of the API over its port, until `done`; their number. */
async function feed(run: Running, twin: Twin, done: () => boolean): Promise<number> {
  const input = run.io.stdin as unknown as PassThrough;
  let count = 0;
  while (!done() || count < FED_MIN) {
    const time = new Date(Date.UTC(2026, 0, 1) + count * 1_000).toISOString();
    input.write(`${JSON.stringify({ asset: 'p1', time, temp: count })}\n`);
    count += 1;
    const headers = {
      authorization: 'AWS4-HMAC-SHA256 Credential=A/20260101/us-east-1/iot/aws4_request',
    };
    await (await fetch(`http://127.0.0.1:${twin.awsPort}/endpoint`, { headers })).json();
  }
  return count;
}

/** Rotates while readings go through the agent, then lets the agent finish. */
async function rotateUnderLoad(words: string) {
  const { twin, run, target } = await startAgent();
  const old = twin.registry.things.get('edge-1').principals[0] ?? '';
  let ended = false;
  const rotation = place.run(`provision rotate edge-1 ${words} ${target}`).then((end) => {
    ended = true;
    return end;
  });
  const during = await feed(run, twin, () => ended);
  const rotated = await rotation;
  const connected = (): number =>
    run.events().filter((event) => event.type === 'connection' && event.state === 'connected')
      .length;
  const after = await feed(run, twin, () => connected() >= 2);
  run.io.stdin.push(null);
  const finished = await run.finished;
  return { twin, old, rotated, finished, fed: during + after };
}

/** Every reading arrived, in order; what came twice came twice because of QoS 1. */
async function expectNothingLost(twin: Twin, fed: number): Promise<void> {
  const numbers = (await arrivalsOf(twin, 'telemetry')).map((key) => Number(key.split('#')[2]));
  const first = numbers.filter((seq, at) => numbers.indexOf(seq) === at);
  expect(first).toEqual(Array.from({ length: fed }, (_, at) => at + 1));
}

describe('an agent whose certificate is replaced while it works', () => {
  it('by a job: makes its own key, connects with it, and loses nothing', async () => {
    const { twin, old, rotated, finished, fed } = await rotateUnderLoad('--job agents');
    expect(rotated.stderr).toContain('1 of 1 devices have replaced their certificates; 1 old ones');
    expect(finished.exitCode).toBe(0);
    await expectNothingLost(twin, fed);
    const { certificates, things } = twin.registry;
    const [, fresh = ''] = things.get('edge-1').principals;
    expect(certificates.get(old).status).toBe('INACTIVE');
    expect(certificates.get(fresh).status).toBe('ACTIVE');
    const onDisk = readFileSync(join(place.dir, 'certs/edge-1/certificate.pem.crt'), 'utf8');
    expect(onDisk).toBe(certificates.get(fresh).pem);
  });

  it('by replaced files: takes them up when the old certificate is deleted, and loses nothing', async () => {
    const { twin, old, rotated, finished, fed } = await rotateUnderLoad('--policy edge-agent');
    expect(rotated.stderr).toContain('Rotated 1 devices; 1 old certificates are deleted');
    expect(finished.exitCode).toBe(0);
    await expectNothingLost(twin, fed);
    expect(twin.registry.certificates.find(old)).toBeUndefined();
  });

  it('keeps the old certificate when the job cannot be done', async () => {
    const { twin, run, target } = await startAgent();
    const before = readFileSync(join(place.dir, 'certs/edge-1/certificate.pem.crt'), 'utf8');
    const rotated = await place.run(`provision rotate edge-1 --job others ${target}`);
    expect(rotated.exitCode).toBe(1);
    expect(rotated.stderr).toContain('FAILED');
    const [only = '', ...more] = twin.registry.things.get('edge-1').principals;
    expect(more).toEqual([]);
    expect(twin.registry.certificates.get(only).status).toBe('ACTIVE');
    expect(readFileSync(join(place.dir, 'certs/edge-1/certificate.pem.crt'), 'utf8')).toBe(before);
    run.io.interrupt();
    expect((await run.finished).exitCode).toBe(130);
  });
});
