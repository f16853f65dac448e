import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCertificateAuthority } from '../../src/cloud/x509/authority.ts';
import { createCondition } from '../../src/runtime/condition.ts';
import { openWorkplace, type Workplace } from './cli-run.ts';
import { openOutageBroker } from './outage-broker.ts';

let place: Workplace;
beforeEach(async () => {
  place = await openWorkplace();
});
afterEach(() => place[Symbol.asyncDispose]());

const write = (name: string, text: string): void => writeFileSync(join(place.dir, name), text);
const line = (second: number, temp: number): string =>
  `${JSON.stringify({ asset: 'p1', time: `2026-01-01T00:00:${String(second).padStart(2, '0')}Z`, temp })}\n`;

const agentFile = (sink: string): string => `agent: pump-house
sources:
  - stdin: {}
    map: { device: asset, ts: time }
edge:
  filters:
    - threshold: { limits: [{ metric: temp, above: 75, hysteresis: 2, severity: high }] }
    - deadband: { heartbeat: 60s, metrics: { temp: { absolute: 1.5 } } }
sink: ${sink}
buffer: { dir: store }
drain: { perSecond: 1000, jitter: 1ms }
`;

/** A broker that can go away, and what it was sent. */
async function openBroker(options: { readonly refuse?: boolean } = {}) {
  const arrived = createCondition();
  const messages: { readonly topic: string; readonly value: Record<string, unknown> }[] = [];
  const broker = await openOutageBroker((topic, payload) => {
    messages.push({ topic, value: JSON.parse(payload) as Record<string, unknown> });
    arrived.check();
  }, options);
  return {
    ...broker,
    messages,
    url: () => `mqtt://127.0.0.1:${broker.port()}`,
    count: (n: number) => arrived.until(() => messages.length >= n),
  };
}

describe('pm-sim edge run', () => {
  it('takes readings from a pipe through its filters to a file, and ends with the pipe', async () => {
    write('edge.yaml', agentFile('{ file: { path: out.ndjson } }'));
    const run = place.start('edge run edge.yaml --json');
    const input = run.io.stdin as unknown as PassThrough;
    for (const [second, temp] of [70, 71, 72, 73, 76].entries()) input.write(line(second, temp));
    input.end('nonsense\n');
    const { exitCode, stdout } = await run.finished;
    expect(exitCode).toBe(0);
    const sent = readFileSync(join(place.dir, 'out.ndjson'), 'utf8').trim().split('\n');
    const messages = sent.map(
      (text) => JSON.parse(text) as { topic: string; payload: { seq?: number } },
    );
    expect(messages.map(({ topic, payload }) => [topic, payload.seq])).toEqual(
      expect.arrayContaining([
        ['dt/pm-sim/edge/p1/telemetry', 1],
        ['dt/pm-sim/edge/p1/telemetry', 2],
        ['dt/pm-sim/edge/p1/telemetry', 3],
        ['dt/pm-sim/edge/p1/alarm', undefined],
      ]),
    );
    const events = stdout.trim().split('\n').map((text) => JSON.parse(text) as Record<string, unknown>); // prettier-ignore
    expect(events.find(({ type }) => type === 'malformed')).toMatchObject({ where: 'stdin:6' });
    expect(events.at(-1)).toMatchObject({
      type: 'summary',
      readings: { readings: 5, kept: 3, dropped: { deadband: 2 }, alarms: 1 },
      buffer: { accepted: 4, delivered: 4, evicted: 0 },
      held: 0,
      malformed: 1,
    });
  });

  it('keeps what it takes while the broker is away, and delivers it with its own time', async () => {
    await using broker = await openBroker();
    const url = broker.url();
    await broker.down();
    write('edge.yaml', agentFile(`{ mqtt: { url: "${url}" } }`));
    const first = place.start('edge run edge.yaml --json');
    const input = first.io.stdin as unknown as PassThrough;
    input.write(line(0, 70) + line(1, 80));
    const alarm = await first.event('alarm' as never);
    expect(alarm).toMatchObject({ device: 'p1', state: 'raised' });
    first.io.interrupt();
    const stopped = await first.finished;
    expect(stopped.exitCode).toBe(130);
    expect(stopped.summary).toMatchObject({ held: 3 });

    await broker.up();
    const second = place.start('edge run edge.yaml --json');
    await broker.count(3);
    (second.io.stdin as unknown as PassThrough).end();
    await second.finished;
    expect(broker.messages.map(({ topic, value }) => [topic.split('/').at(-1), value['ts'], value['resent']])).toEqual([
      ['alarm', 1_767_225_601_000, true],
      ['telemetry', 1_767_225_600_000, true],
      ['telemetry', 1_767_225_601_000, true],
    ]); // prettier-ignore
  });

  it('takes and keeps readings while an AWS IoT endpoint has never been reached', async () => {
    const now = Date.now();
    const validity = { notBefore: now - 60_000, notAfter: now + 3_600_000 };
    const authority = createCertificateAuthority({ name: { commonName: 'CA' }, validity });
    const own = authority.issueServerCertificate({ hosts: ['agent'], validity });
    write('ca.pem', authority.certificatePem);
    write('agent.pem', own.pem);
    write('agent.key', own.privateKeyPem);
    const gone = await openBroker();
    const port = new URL(gone.url()).port;
    await gone[Symbol.asyncDispose]();
    write(
      'edge.yaml',
      agentFile(
        `{ awsIot: { endpoint: 127.0.0.1, port: ${port}, ca: ca.pem, cert: agent.pem, key: agent.key } }`,
      ),
    );
    const run = place.start('edge run edge.yaml --json');
    await run.event('connection', ({ state }) => state === 'reconnecting');
    (run.io.stdin as unknown as PassThrough).write(line(0, 70) + line(1, 80));
    await run.event('alarm' as never);
    run.io.interrupt();
    const { exitCode, summary } = await run.finished;
    expect(exitCode).toBe(130);
    expect(summary).toMatchObject({ held: 3, buffer: { evicted: 0 } });
  });

  it('ends at once when the broker will not have it, with nothing to send', async () => {
    await using broker = await openBroker({ refuse: true });
    write('edge.yaml', agentFile(`{ mqtt: { url: "${broker.url()}" } }`));
    const { exitCode, stderr } = await place.run('edge run edge.yaml');
    expect(exitCode).toBe(3);
    expect(stderr).toContain('The broker refused the connection: not authorized.');
  });

  it('says what is wrong with its file: where, what, and what is allowed', async () => {
    write(
      'edge.yaml',
      agentFile('{ mqtt: { url: "http://x" }, stdout: {} }').replace('above', 'abve'),
    );
    const { exitCode, stderr } = await place.run('edge run edge.yaml');
    expect(exitCode).toBe(2);
    expect(stderr).toContain(
      'edge.yaml:7: edge.filters.0.threshold.limits.0.abve: unknown key. Did you mean "above"?',
    );
    expect(stderr).toContain(
      'edge.yaml:9: sink.mqtt.url: expected mqtt://, mqtts://, ws:// or wss:// and a host',
    );
  });

  it('refuses to share its store with another agent that runs', async () => {
    write('edge.yaml', agentFile('{ stdout: {} }'));
    const first = place.start('edge run edge.yaml --json');
    (first.io.stdin as unknown as PassThrough).write('{}\n');
    await first.event('malformed' as never);
    const { exitCode, stderr } = await place.run('edge run edge.yaml');
    expect(exitCode).not.toBe(0);
    expect(stderr).toContain('lock');
    first.io.interrupt();
    await first.finished;
  });
});

describe('pm-sim edge test', () => {
  it('shows for each reading what each filter did', async () => {
    write('edge.yaml', agentFile('{ stdout: {} }'));
    const run = place.start('edge test edge.yaml');
    (run.io.stdin as unknown as PassThrough).end([70, 71, 76].map((t, s) => line(s, t)).join(''));
    const { exitCode, stdout } = await run.finished;
    expect(exitCode).toBe(0);
    expect(stdout).toBe(
      [
        'time                      device          threshold     deadband      sent    values',
        '2026-01-01T00:00:00.000Z  p1              pass          pass          yes     temp 70.0',
        '2026-01-01T00:00:01.000Z  p1              pass          drop          –       temp 71.0',
        '2026-01-01T00:00:02.000Z  p1              urgent        pass          yes     temp 76.0',
        '                          high alarm raised: temp 76.0, limit 75.0',
        '',
      ].join('\n'),
    );
  });
});
