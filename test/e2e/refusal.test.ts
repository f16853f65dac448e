import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { IoTClient, RegisterCertificateWithoutCACommand } from '@aws-sdk/client-iot';
import { connectAsync, type MqttClient } from 'mqtt';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { provisionDevices } from '../../src/cloud/aws/things.ts';
import { LOCAL_ACCOUNT } from '../../src/cloud/local/identity/arn.ts';
import { DEVICE_POLICY_NAME, devicePolicyDocument } from '../../src/cloud/stack/device-policy.ts';
import {
  createCertificateAuthority,
  loadCertificateAuthority,
  type CertificateAuthority,
} from '../../src/cloud/x509/authority.ts';
import type { Validity } from '../../src/cloud/x509/certificate.ts';
import { createCsr } from '../../src/cloud/x509/csr.ts';
import { createKeyPair, privateKeyPem } from '../../src/cloud/x509/keys.ts';
import { systemClock } from '../../src/runtime/clock.ts';
import { createRandom } from '../../src/runtime/random.ts';
import { deviceTopic } from '../../src/telemetry/topics.ts';
import { openWorkplace, type EventOf, type Running, type Workplace } from './cli-run.ts';

const DAY_MS = 86_400_000;
const VALID: Validity = { notBefore: Date.now() - DAY_MS, notAfter: Date.now() + DAY_MS };
const EXPIRED: Validity = { notBefore: Date.now() - 2 * DAY_MS, notAfter: Date.now() - DAY_MS };

interface Identity {
  readonly cert: string;
  readonly key: string;
}

let place: Workplace;
let running: Running;
let started: EventOf<'started'>;

/** A farm of two that runs until it is stopped; whatever else connects is a stranger to it. */
beforeEach(async () => {
  place = await openWorkplace();
  running = place.start(
    'run --profile wind-farm -c 2 --speed 20 --seed 1 --set edge.filters=[] --aws-port 0 --json',
  );
  started = await running.event('started');
  await running.event('connection', ({ device }) => device === 'wt-002');
});

afterEach(async () => {
  running.io.interrupt();
  await running.finished;
  await place[Symbol.asyncDispose]();
});

/** The files that the run made for one of its devices. */
async function identityOf(device: string): Promise<Identity> {
  const read = (name: string): Promise<string> =>
    readFile(join(started.stateDir, 'devices', device, name), 'utf8');
  return { cert: await read('certificate.pem.crt'), key: await read('private.pem.key') };
}

function openIot(): IoTClient {
  return new IoTClient({
    endpoint: `http://127.0.0.1:${started.awsPort}`,
    region: LOCAL_ACCOUNT.region,
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
  });
}

/** A device of somebody else's, provisioned through the open AWS port. */
async function provisionGuest(name: string): Promise<Identity> {
  const iot = openIot();
  const [guest] = await provisionDevices({
    iot,
    names: [name],
    policyName: DEVICE_POLICY_NAME,
    policyDocument: devicePolicyDocument(LOCAL_ACCOUNT),
    certsDir: join(place.dir, 'guests'),
    clock: systemClock(),
    random: createRandom('guest'),
  });
  iot.destroy();
  return { cert: guest?.certificatePem ?? '', key: guest?.privateKeyPem ?? '' };
}

function issue(authority: CertificateAuthority, name: string, validity: Validity): Identity {
  const keys = createKeyPair();
  const { pem } = authority.issueDeviceCertificate(createCsr({ commonName: name }, keys), validity);
  return { cert: pem, key: privateKeyPem(keys.privateKey) };
}

/** Signed by the run's own authority and registered, but a day over. */
async function expiredIdentity(name: string): Promise<Identity> {
  const where = join(started.stateDir, 'identity', 'authority.pem');
  const pair = await readFile(where, 'utf8');
  const authority = loadCertificateAuthority({ certificatePem: pair, privateKeyPem: pair, where });
  const identity = issue(authority, name, EXPIRED);
  const iot = openIot();
  await iot.send(
    new RegisterCertificateWithoutCACommand({ certificatePem: identity.cert, status: 'ACTIVE' }),
  );
  iot.destroy();
  return identity;
}

async function connect(clientId: string, identity: Identity): Promise<MqttClient> {
  const ca = await readFile(join(started.stateDir, 'identity', 'ca.pem'), 'utf8');
  const url = `mqtts://127.0.0.1:${started.mqttPort}`;
  return connectAsync(url, { ca, clientId, ...identity, reconnectPeriod: 0 }, false);
}

/** Publishes and tells how that ended. */
async function publish(client: MqttClient, topic: string): Promise<string> {
  const closed = new Promise<string>((resolve) => client.once('close', () => resolve('cut off')));
  const acknowledged = client.publishAsync(topic, '{}', { qos: 1 }).then(() => 'acknowledged');
  const outcome = await Promise.race([closed, acknowledged.catch(() => 'cut off')]);
  await client.endAsync(true);
  return outcome;
}

const NOT_AUTHORIZED = 'Connection refused: Not authorized';

it('refuses strangers with a reason for each, goes on, and loses nothing', async () => {
  const elsewhere = createCertificateAuthority({
    name: { commonName: 'pm-sim local CA' },
    validity: VALID,
  });
  await expect(connect('wt-001', await identityOf('wt-002'))).rejects.toThrow(NOT_AUTHORIZED);
  const foreign = issue(elsewhere, 'wt-007', VALID);
  await expect(connect('wt-007', foreign)).rejects.toThrow(NOT_AUTHORIZED);
  await expect(connect('wt-008', await expiredIdentity('wt-008'))).rejects.toThrow(NOT_AUTHORIZED);
  const guest = await connect('wt-009', await provisionGuest('wt-009'));
  expect(await publish(guest, deviceTopic('ridge', 'wt-001', 'telemetry'))).toBe('cut off');

  const refused = running.events().filter((event) => event.type === 'refused');
  expect(refused.map(({ clientId, action, reason }) => [clientId, action, reason])).toEqual([
    ['wt-001', 'connect', 'no policy of the certificate lets it connect as wt-001'],
    ['wt-007', 'connect', 'the certificate is from another authority and is not registered'],
    ['wt-008', 'connect', 'the certificate has expired'],
    ['wt-009', 'publish', 'no policy allows it to publish to dt/pm-sim/ridge/wt-001/telemetry'],
  ]);
  const before = running.events().findLast((event) => event.type === 'progress');
  await running.event(
    'progress',
    ({ connected, counters }) =>
      connected === 2 && counters.acknowledged > (before?.counters.acknowledged ?? 0),
  );
  running.io.interrupt();
  const { exitCode, summary, events } = await running.finished;
  expect(exitCode).toBe(130);
  expect(summary).toMatchObject({ lost: 0, duplicated: 0, reordered: 0 });
  const unwelcome = events.filter(
    (event) => event.type === 'connection' && event.state !== 'connected',
  );
  expect(unwelcome).toEqual([]);
});
