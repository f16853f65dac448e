import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PassThrough } from 'node:stream';
import { IoTClient } from '@aws-sdk/client-iot';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { provisionDevices } from '../../src/cloud/aws/things.ts';
import type { Twin } from '../../src/cloud/local/twin.ts';
import { systemClock } from '../../src/runtime/clock.ts';
import { createRandom } from '../../src/runtime/random.ts';
import { bench } from '../cloud/local/twin-fixture.ts';
import { openWorkplace, type Running, type Workplace } from './cli-run.ts';

/** The policy that the page tells to give an agent. */
const PAGE = readFileSync(join(import.meta.dirname, '../../docs/edge.md'), 'utf8');
const POLICY = /```json\n(\{\n {2}"Version"[^`]+)```/u.exec(PAGE)?.[1] ?? '';

const clouds = bench();
let place: Workplace;
beforeEach(async () => {
  place = await openWorkplace();
});
afterEach(() => place[Symbol.asyncDispose]());

const FILE = `agent: edge-1
sources:
  - stdin: {}
    map: { device: asset, ts: time }
  - fleet: { profile: wind-farm, count: 2, seed: 1 }
edge:
  filters:
    - dedup: {}
    - threshold: { limits: [{ metric: temp, above: 75, severity: high }] }
sink:
  awsIot: { endpoint: 127.0.0.1, port: PORT, ca: ca.pem, cert: agent.pem, key: agent.key, awsLimits: false }
buffer: { dir: store }
drain: { jitter: 1ms }
`;

/** An agent with a certificate of the twin's, up and with its shadow read. */
async function startAgent(twin: Twin): Promise<Running> {
  const [identity] = await provisionDevices({
    iot: new IoTClient(twin.clientDefaults),
    names: ['edge-1'],
    policyName: 'edge-agent',
    policyDocument: POLICY,
    certsDir: join(place.dir, 'certs'),
    clock: systemClock(),
    random: createRandom('provision'),
  });
  writeFileSync(join(place.dir, 'ca.pem'), twin.caPem);
  writeFileSync(join(place.dir, 'agent.pem'), identity?.certificatePem ?? '');
  writeFileSync(join(place.dir, 'agent.key'), identity?.privateKeyPem ?? '');
  writeFileSync(join(place.dir, 'edge.yaml'), FILE.replace('PORT', String(twin.mqtt.port)));
  const run = place.start('edge run edge.yaml --json');
  await run.event('log' as never, ({ text }: { text: string }) =>
    text.startsWith('Filters are as'),
  );
  return run;
}

/** A call of the API as a signed client makes it. */
async function call(twin: Twin, line: string, body?: object): Promise<Record<string, unknown>> {
  const [service, method, path] = line.split(' ');
  const scope = `Credential=AKID/20260101/us-east-1/${service}/aws4_request`;
  const answer = await fetch(`http://127.0.0.1:${twin.awsPort}${path}`, {
    method: method ?? 'GET',
    headers: { authorization: `AWS4-HMAC-SHA256 ${scope}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return (await answer.json()) as Record<string, unknown>;
}

/** Asks again and again until the answer is so. */
async function until<T>(ask: () => Promise<T>, met: (answer: T) => boolean): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (met(answer)) return answer;
  }
}

const SHADOW = 'iotdata GET /things/edge-1/shadow?name=pm-sim';

interface Shadow {
  readonly state?: {
    readonly delta?: object;
    readonly reported?: { readonly error?: string; readonly limits?: { readonly temp?: object } };
  };
}

/** What the agent reports, once it is so. */
const shadow = (twin: Twin, met: (state: NonNullable<Shadow['state']>) => boolean) =>
  until(
    async () => (await call(twin, SHADOW)) as Shadow,
    ({ state }) => state !== undefined && met(state),
  );

const wish = (twin: Twin, desired: object) =>
  call(twin, 'iotdata POST /things/edge-1/shadow?name=pm-sim', { state: { desired } });

const reading = (second: number, temp: number): string =>
  `${JSON.stringify({ asset: 'p1', time: `2026-01-01T00:00:0${second}Z`, temp })}\n`;

describe('an agent under remote control', () => {
  it('takes limits from its shadow while it runs, reports them, and refuses what is wrong', async () => {
    const twin = await clouds.start({ awsPort: 0 });
    const run = await startAgent(twin);
    const input = run.io.stdin as unknown as PassThrough;
    input.write(reading(0, 72));
    await wish(twin, { limits: { temp: { above: 70 } } });
    const moved = await shadow(twin, ({ delta }) => delta === undefined);
    expect(moved.state?.reported).toMatchObject({
      limits: { temp: { above: 70 } },
      enabled: { dedup: true, threshold: true },
    });
    input.write(reading(1, 72));
    const alarm = await run.event('alarm' as never);
    expect(alarm).toMatchObject({ state: 'raised', value: 72, limit: 70 });

    await wish(twin, { limits: { tmp: { above: 1 } } });
    const refused = await shadow(twin, ({ reported }) => reported?.error !== undefined);
    expect(refused.state?.reported).toMatchObject({
      error: 'limits.tmp.above: no filter has such a limit. Did you mean "temp"?',
      limits: { temp: { above: 70 } },
    });

    await wish(twin, { limits: null });
    const back = await shadow(twin, ({ reported }) => reported?.error === undefined);
    expect(back.state?.reported?.limits).toEqual({ temp: { above: 75 } });
    run.io.interrupt();
    expect((await run.finished).exitCode).toBe(130);
  });

  it('does its jobs and says how they ended', async () => {
    const twin = await clouds.start({ awsPort: 0 });
    const run = await startAgent(twin);
    const done = async (id: string, document: object) => {
      await call(twin, `iot PUT /jobs/${id}`, {
        targets: ['arn:aws:iot:us-east-1:000000000000:thing/edge-1'],
        document: JSON.stringify(document),
      });
      await until(() => call(twin, `iot GET /jobs/${id}`), ({ job }) => (job as { status: string }).status === 'COMPLETED'); // prettier-ignore
      const { execution } = await call(twin, `iot GET /things/edge-1/jobs/${id}`);
      const { status, statusDetails } = execution as { status: string; statusDetails: object };
      return { status, ...statusDetails };
    };
    const fault = { operation: 'inject', mode: 'gearbox-bearing-wear', device: 'wt-001' };
    expect(await done('j1', { ...fault, over: '10m' })).toEqual({
      status: 'SUCCEEDED',
      detailsMap: { mode: 'gearbox-bearing-wear', device: 'wt-001' },
    });
    expect(await done('j2', { ...fault, device: 'wt-009' })).toMatchObject({
      status: 'FAILED',
      detailsMap: { reason: expect.stringContaining('no device "wt-009"') as string },
    });
    expect(await done('j3', { operation: 'injct' })).toMatchObject({
      status: 'REJECTED',
      detailsMap: { reason: expect.stringContaining('Did you mean "inject"?') as string },
    });
    expect(await done('j4', { operation: 'diagnostics' })).toMatchObject({
      status: 'SUCCEEDED',
      detailsMap: { topic: 'dt/pm-sim/edge/edge-1/diagnostics' },
    });
    run.io.interrupt();
    await run.finished;
  });
});
