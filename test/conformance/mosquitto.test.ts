import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { connectAsync, type MqttClient } from 'mqtt';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runProgram } from '../../src/cli/program.ts';
import {
  createCertificateAuthority,
  loadCertificateAuthority,
} from '../../src/cloud/x509/authority.ts';
import { createCondition } from '../../src/runtime/condition.ts';
import { systemClock } from '../../src/runtime/clock.ts';
import { createRandom } from '../../src/runtime/random.ts';
import { connectFleet } from '../../src/simulator/connection/fleet-connection.ts';
import { openMqttLink } from '../../src/simulator/connection/mqtt-link.ts';
import { fakeIo } from '../cli/fake-io.ts';
import { issueDevice, type Credentials } from '../cloud/x509/fixtures.ts';
import { startAgent } from './agent-process.ts';
import { startMosquitto, type Mosquitto } from './mosquitto.ts';
import { isMissing } from './program.ts';

const DAY_MS = 86_400_000;
const now = Date.now();
const VALID = { notBefore: now - DAY_MS, notAfter: now + DAY_MS };
const OVER = { notBefore: now - 2 * DAY_MS, notAfter: now - DAY_MS };

/** Who may do what, by the common name of the certificate. */
const ACL = `
user edge-1
topic write dt/pm-sim/#

user edge-3
topic write dt/pm-sim/#

user observer
topic read dt/pm-sim/#

pattern write dt/pm-sim/+/%u/telemetry
`;

const reading = (n: number): string =>
  `${JSON.stringify({ asset: 'p1', time: new Date(now + 1_000 * n).toISOString(), temp: 60 + n })}\n`;

const missing = isMissing('mosquitto') || isMissing('openssl');

describe.skipIf(missing)('mosquitto with the certificates of `pm-sim provision`', () => {
  const dir = mkdtempSync(join(tmpdir(), 'pm-sim-mosquitto-'));
  const at = (...parts: readonly string[]): string => join(dir, ...parts);
  const files = {
    dir,
    ca: at('.pm-sim', 'identity', 'ca.pem'),
    crl: at('certs', 'crl.pem'),
    server: at('.pm-sim', 'identity', 'server.pem'),
    acl: ACL,
  };
  const arrived = createCondition();
  const messages: { readonly topic: string; readonly seq: number; readonly device: string }[] = [];
  let broker: Mosquitto;
  let observer: MqttClient;

  async function provision(line: string): Promise<void> {
    const io = fakeIo({ cwd: dir });
    expect(await runProgram(['provision', ...line.split(' ')], io)).toBe(0);
  }

  const identity = (name: string): Credentials => ({
    cert: readFileSync(at('certs', name, 'certificate.pem.crt'), 'utf8'),
    key: readFileSync(at('certs', name, 'private.pem.key'), 'utf8'),
  });

  /** Puts a pair where a device's files are. */
  function place(name: string, { cert, key }: Credentials): void {
    mkdirSync(at('certs', name));
    writeFileSync(at('certs', name, 'certificate.pem.crt'), cert);
    writeFileSync(at('certs', name, 'private.pem.key'), key, { mode: 0o600 });
  }

  async function openssl(...args: readonly string[]): Promise<string> {
    const run = promisify(execFile)('openssl', args, { cwd: dir });
    return run.then(
      ({ stdout, stderr }) => stdout + stderr,
      ({ stdout, stderr }: { stdout: string; stderr: string }) => stdout + stderr,
    );
  }

  async function observe(): Promise<MqttClient> {
    const url = `mqtts://127.0.0.1:${broker.port}`;
    const ca = readFileSync(files.ca, 'utf8');
    const client = await connectAsync(url, { clientId: 'observer', ca, ...identity('observer') });
    client.on('message', (topic, payload) => {
      const { seq, device_id: device } = JSON.parse(payload.toString()) as Record<string, never>;
      if (seq !== undefined) messages.push({ topic, seq, device: device ?? '' });
      arrived.check();
    });
    await client.subscribeAsync('dt/pm-sim/#', { qos: 1 });
    return client;
  }

  beforeAll(async () => {
    writeFileSync(at('package.json'), '{}');
    await provision('create edge-1 edge-2 edge-3 observer wt-001 wt-002');
    await provision('crl');
    const pair = readFileSync(at('.pm-sim', 'identity', 'authority.pem'), 'utf8');
    const ours = loadCertificateAuthority({ certificatePem: pair, privateKeyPem: pair, where: '' });
    const name = { commonName: 'pm-sim local CA', organization: 'pm-sim' };
    place('expired', issueDevice(ours, 'edge-1', OVER));
    place('unknown', issueDevice(ours, 'nobody', VALID));
    place('foreign', issueDevice(createCertificateAuthority({ name, validity: VALID }), 'edge-1', VALID)); // prettier-ignore
    broker = await startMosquitto(files);
    observer = await observe();
  });

  afterAll(async () => {
    await observer.endAsync(true);
    await broker[Symbol.asyncDispose]();
    rmSync(dir, { recursive: true });
  });

  type Transport = 'awsIot' | 'mqtt';

  function agentFile(transport: Transport, name: string, agent = 'edge-1'): string {
    const where =
      transport === 'mqtt'
        ? `url: "mqtts://127.0.0.1:${broker.port}"`
        : `endpoint: 127.0.0.1, port: ${broker.port}, remoteControl: false`;
    const folder = `certs/${name}`;
    const own = `cert: ${folder}/certificate.pem.crt, key: ${folder}/private.pem.key`;
    const file = `${transport}-${name}.yaml`;
    writeFileSync(
      at(file),
      `agent: ${agent}
sources: [{ stdin: {}, map: { device: asset, site: =${transport}, ts: time } }]
sink: { ${transport}: { ${where}, ca: ${files.ca}, ${own} } }
buffer: { dir: store-${transport}-${name} }
drain: { jitter: 1ms }
`,
    );
    return file;
  }

  it('has chains that openssl accepts, each for its purpose', async () => {
    const check = ['verify', '-crl_check', '-CRLfile', files.crl, '-CAfile', files.ca];
    const device = at('certs', 'edge-1', 'certificate.pem.crt');
    expect(await openssl(...check, '-purpose', 'sslclient', device)).toBe(`${device}: OK\n`);
    expect(await openssl(...check, '-purpose', 'sslserver', device)).toContain('purpose');
    expect(await openssl(...check, '-purpose', 'sslserver', files.server)).toBe(`${files.server}: OK\n`); // prettier-ignore
    const list = await openssl('crl', '-in', files.crl, '-noout', '-verify', '-CAfile', files.ca);
    expect(list).toContain('verify OK');
  });

  it.each(['awsIot', 'mqtt'] as const)('takes every reading of an agent over %s', async (sink) => {
    const agent = startAgent(dir, agentFile(sink, 'edge-1'));
    const count = 50;
    agent.write(Array.from({ length: count }, (_, n) => reading(n)).join(''));
    agent.end();
    const { exitCode, stderr } = await agent.finished;
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    const topic = `dt/pm-sim/${sink}/p1/telemetry`;
    const ours = (): number[] => messages.flatMap((one) => (one.topic === topic ? [one.seq] : []));
    await arrived.until(() => ours().length >= count);
    expect(ours()).toEqual(Array.from({ length: count }, (_, n) => n + 1));
  });

  describe.each(['awsIot', 'mqtt'] as const)('refuses an agent over %s', (sink) => {
    it.each([
      ["another device's certificate", 'edge-2', /takes nothing of this agent: edge-1 is not authorized to publish on \S+ Its certificate is for "edge-2", and it connects as "edge-1"\./], // prettier-ignore
      ['the certificate of nobody it knows', 'unknown', /is not authorized .* Its certificate is for "nobody"/], // prettier-ignore
      ['an expired certificate', 'expired', /refused the device's certificate: certificate expired\. Its certificate expired at 20\S+Z\./], // prettier-ignore
      ["a foreign authority's certificate", 'foreign', /refused the device's certificate: unknown ca\./], // prettier-ignore
    ])('with %s: it ends with 3 and keeps what it took', async (_, name, reason) => {
      const before = broker.log.filter((line) => line.includes('New connection')).length;
      const agent = startAgent(dir, agentFile(sink, name));
      agent.write(reading(0) + reading(1));
      const { exitCode, stderr, lines } = await agent.finished;
      expect(exitCode).toBe(3);
      expect(stderr).toMatch(/^pm-sim: [^\n]+\n$/);
      expect(stderr).toMatch(reason);
      expect(stderr).toMatch(/\d messages? stays? in the buffer/);
      expect(lines.filter((line) => line.includes('"refused"'))).toHaveLength(1);
      const attempts = broker.log.filter((line) => line.includes('New connection')).length - before;
      expect(attempts).toBeLessThanOrEqual(6);
    });
  });

  it.each([
    ['lean', {}],
    ['MQTT.js', { openLink: openMqttLink }],
  ] as const)(
    'takes a fleet, a certificate each, through the %s client of `run`',
    async (client, more) => {
      const topicOf = (device: string): string => `dt/pm-sim/${client}/${device}/telemetry`;
      const names = ['wt-001', 'wt-002'];
      await using fleet = connectFleet({
        ...more,
        host: '127.0.0.1',
        port: broker.port,
        ca: readFileSync(files.ca, 'utf8'),
        devices: names.map((name) => ({
          clientId: name,
          ...identity(name),
          willTopic: `dt/pm-sim/${client}/${name}/status`,
          willPayload: '{}',
        })),
        qos: 1,
        ratePerSecond: 100,
        clock: systemClock(),
        random: createRandom('fleet'),
        keepAliveSeconds: 60,
        inflightMax: 100,
        onEvent: () => undefined,
      });
      await fleet.ready;
      expect(fleet.connectedCount()).toBe(2);
      for (const name of names) {
        await fleet.publish(name, topicOf(name), JSON.stringify({ seq: 1, device_id: name }));
      }
      await arrived.until(() => messages.filter(({ topic }) => names.map(topicOf).includes(topic)).length >= 2); // prettier-ignore
      // mosquitto acknowledges over MQTT 3.1.1 what it then does not deliver.
      await fleet.publish(
        'wt-001',
        topicOf('wt-002'),
        JSON.stringify({ seq: 2, device_id: 'wt-001' }),
      );
      await fleet.publish(
        'wt-002',
        topicOf('wt-002'),
        JSON.stringify({ seq: 2, device_id: 'wt-002' }),
      );
      await arrived.until(() => messages.some(({ seq, topic }) => seq === 2 && topic === topicOf('wt-002'))); // prettier-ignore
      expect(messages.filter(({ topic }) => topic === topicOf('wt-002')).map(({ device }) => device)).toEqual(['wt-002', 'wt-002']); // prettier-ignore
    },
  );

  it('turns away an agent that was revoked while it ran, which keeps what it takes and says so', async () => {
    const agent = startAgent(dir, agentFile('awsIot', 'edge-3', 'edge-3'));
    agent.write(reading(0));
    await agent.told(/"state":"connected"/);
    const topic = 'dt/pm-sim/awsIot/p1/telemetry';
    const known = messages.length;
    await arrived.until(() => messages.slice(known).some((one) => one.topic === topic));
    await provision('revoke edge-3');
    await observer.endAsync(true);
    await broker[Symbol.asyncDispose]();
    broker = await startMosquitto({ ...files }, broker.port);
    observer = await observe();
    const line = await agent.told(/What is taken is kept/);
    expect(line).toMatch(/"state":"reconnecting".*certificate revoked.*next attempt in \d+ s\./);
    agent.write(reading(1) + reading(2));
    agent.end();
    await agent.told(/"type":"status".*"held":2/);
    agent.interrupt();
    const { exitCode, lines } = await agent.finished;
    expect(exitCode).toBe(130);
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ held: 2, refused: 0 });

    const again = startAgent(dir, 'awsIot-edge-3.yaml');
    const end = await again.finished;
    expect(end.exitCode).toBe(3);
    expect(end.stderr).toMatch(/certificate revoked\. 2 messages stay in the buffer/);
  });
});
