import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { IdentityRegistry } from '../../src/cloud/local/identity/identity-registry.ts';
import {
  createCertificateAuthority,
  loadCertificateAuthority,
} from '../../src/cloud/x509/authority.ts';
import { encryptedKeyPem } from '../../src/cloud/x509/keys.ts';
import { startBench, type Bench } from '../cloud/local/broker/fixtures.ts';
import { addDevice, openRegistry } from '../cloud/local/identity/fixtures.ts';
import { issueDevice, type Credentials } from '../cloud/x509/fixtures.ts';
import { openWorkplace, type Workplace } from './cli-run.ts';

const DAY_MS = 86_400_000;
const now = Date.now();
const VALID = { notBefore: now - DAY_MS, notAfter: now + DAY_MS };
const OVER = { notBefore: now - 2 * DAY_MS, notAfter: now - DAY_MS };

/** An agent speaks for the machines behind it, and connects as its own thing only. */
const AGENT_POLICY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Action: 'iot:Connect',
      Resource: 'arn:aws:iot:*:*:client/${iot:Connection.Thing.ThingName}',
    },
    {
      Effect: 'Allow',
      Action: 'iot:Publish',
      Resource: [
        'arn:aws:iot:*:*:topic/dt/pm-sim/edge/p1/*',
        'arn:aws:iot:*:*:topic/dt/pm-sim/edge/edge-1/status',
      ],
    },
  ],
});

let place: Workplace;
let registry: IdentityRegistry;
let twin: Bench;
let good: Credentials & { readonly certificateId: string };
beforeEach(async () => {
  place = await openWorkplace();
  registry = await openRegistry(join(place.dir, 'state'));
  twin = await startBench(registry);
  good = addDevice(registry, 'edge-1', AGENT_POLICY);
});
afterEach(async () => {
  await twin.broker[Symbol.asyncDispose]();
  await registry[Symbol.asyncDispose]();
  await place[Symbol.asyncDispose]();
});

const write = (name: string, text: string): void => writeFileSync(join(place.dir, name), text);

type Transport = 'awsIot' | 'mqtt';

/** The file of an agent with these credentials, and the files that it names. */
function setUp(transport: Transport, { cert, key }: Credentials, more = ''): void {
  write('ca.pem', registry.caPem);
  write('agent.pem', cert);
  write('agent.key', key);
  const { port } = twin.broker;
  const where =
    transport === 'mqtt'
      ? `url: "mqtts://127.0.0.1:${port}"`
      : `endpoint: 127.0.0.1, port: ${port}, remoteControl: false`;
  write(
    'edge.yaml',
    `agent: edge-1
sources: [{ stdin: {}, map: { device: asset, ts: time } }]
sink: { ${transport}: { ${where}, ca: ca.pem, cert: agent.pem, key: agent.key${more} } }
buffer: { dir: store }
drain: { jitter: 1ms }
`,
  );
}

/** Runs an agent on readings of machines, in order, and then the end of its input. */
async function runAgent(assets: readonly string[] = ['p1', 'p1']) {
  const run = place.start('edge run edge.yaml --json');
  const input = run.io.stdin as unknown as PassThrough;
  input.end(assets.map((asset, s) => `{"asset":"${asset}","time":"2026-01-01T00:00:0${s}Z","temp":7${s}}\n`).join('')); // prettier-ignore
  const end = await run.finished;
  return { ...end, refusals: twin.refusals.map(({ reason }) => reason) };
}

function ours() {
  const where = join(place.dir, 'state', 'identity', 'authority.pem');
  const pair = readFileSync(where, 'utf8');
  return loadCertificateAuthority({ certificatePem: pair, privateKeyPem: pair, where });
}

function expired(): Credentials {
  const identity = issueDevice(ours(), 'edge-1', OVER);
  registry.certificates.register(identity.cert, 'ACTIVE');
  return identity;
}

function marked(status: 'REVOKED' | 'INACTIVE'): Credentials {
  registry.certificates.setStatus(good.certificateId, status);
  return good;
}

function foreign(): Credentials {
  const name = { commonName: 'pm-sim local CA', organization: 'pm-sim' };
  return issueDevice(createCertificateAuthority({ name, validity: VALID }), 'edge-1', VALID);
}

const NOT_AUTHORIZED = 'The broker refused the connection: not authorized.';

type Refusal = readonly [who: string, identity: () => Credentials, reason: string, said: string];

/** What each bad identity is told by the twin's log, and what the agent says beyond that it was refused. */
const REFUSALS: readonly Refusal[] = [
  ["another device's", () => addDevice(registry, 'edge-2', AGENT_POLICY), 'policy', 'Its certificate is for "edge-2", and it connects as "edge-1".'], // prettier-ignore
  ['an expired', expired, 'certificate-expired', 'Its certificate expired at '],
  ['a revoked', () => marked('REVOKED'), 'certificate-revoked', ''],
  ['an inactive', () => marked('INACTIVE'), 'certificate-inactive', ''],
  ["a foreign authority's", foreign, 'certificate-foreign', ''],
  ['an unknown', () => issueDevice(ours(), 'edge-1', VALID), 'certificate-unknown', ''],
];

describe.each(['awsIot', 'mqtt'] as const)('an agent at the twin over %s', (transport) => {
  it('gets in with its own certificate, and every message arrives', async () => {
    setUp(transport, good);
    const { exitCode, summary, refusals } = await runAgent();
    expect({ exitCode, refusals }).toEqual({ exitCode: 0, refusals: [] });
    expect(summary).toMatchObject({ held: 0, refused: 0, buffer: { delivered: 2 } });
    expect(twin.messages.filter(({ topic }) => topic.endsWith('/telemetry'))).toHaveLength(2);
  });

  it.each(REFUSALS)(
    'ends with 3 with %s certificate, says why, and keeps what it took',
    async (...[, identity, reason, said]) => {
      setUp(transport, identity());
      const { exitCode, stderr, refusals, events } = await runAgent();
      expect({ exitCode, refusals }).toEqual({ exitCode: 3, refusals: [reason] });
      expect(stderr).toMatch(/^pm-sim: [^\n]+ \d messages? stays? in the buffer [^\n]+\n$/);
      expect(stderr).toContain(`pm-sim: ${NOT_AUTHORIZED} ${said}`.trimEnd());
      const states = events.flatMap((event) => (event.type === 'connection' ? [event.state] : []));
      expect(states.filter((state) => state === 'refused')).toHaveLength(1);
      expect(twin.messages).toEqual([]);
    },
  );

  it('ends with 3 when the first message is not allowed, and empties no store into it', async () => {
    setUp(transport, good);
    const { exitCode, stderr, refusals } = await runAgent(['stranger', 'p1']);
    expect(exitCode).toBe(3);
    expect(refusals[0]).toBe('policy');
    expect(stderr).toMatch(/ messages? stays? in the buffer/);
  });
});

describe('an encrypted key of an agent', () => {
  const SECRET = 'correct horse';
  beforeEach(() => {
    setUp('awsIot', { ...good, key: encryptedKeyPem(good.key, SECRET) }, ', keyPassphraseFile: pass'); // prettier-ignore
  });

  it('is opened in memory with the passphrase of a file', async () => {
    write('pass', `${SECRET}\n`);
    expect(await runAgent()).toMatchObject({ exitCode: 0, summary: { buffer: { delivered: 2 } } });
    expect(readFileSync(join(place.dir, 'agent.key'), 'utf8')).toContain('BEGIN ENCRYPTED');
  });

  it('ends the agent with 2 under another passphrase, with neither key nor passphrase told', async () => {
    write('pass', 'wrong horse\n');
    const { exitCode, stderr, stdout } = await runAgent();
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/The private key .*agent\.key is encrypted with another passphrase\./);
    expect(stdout + stderr).not.toMatch(/PRIVATE KEY|horse/);
  });

  it('is refused when it belongs to another certificate', async () => {
    setUp('mqtt', { cert: addDevice(registry, 'edge-3').cert, key: good.key });
    const { exitCode, stderr } = await runAgent();
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/agent\.key is not the key of .*agent\.pem/);
  });
});
