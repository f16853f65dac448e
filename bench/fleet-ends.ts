import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { writeDeviceFiles } from '../src/cloud/aws/device-files.ts';
import { createCertificateAuthority } from '../src/cloud/x509/authority.ts';
import { certificateId } from '../src/cloud/x509/certificate.ts';
import { createCsr } from '../src/cloud/x509/csr.ts';
import { createKeyPair, privateKeyPem } from '../src/cloud/x509/keys.ts';
import type { Received } from './fleet-count.ts';
import { machineNames } from './fleet-twin.ts';

const MOSQUITTO = '/usr/sbin/mosquitto';
export const hasMosquitto = existsSync(MOSQUITTO);

/** Where a fleet publishes to, and who counts there. */
export interface End extends Disposable {
  readonly name: string;
  /** Flags of `run`. */
  readonly flags: readonly string[];
  readonly received: () => Promise<Received>;
  /** Forgets what has come, and counts what comes of that site. */
  readonly watch: (site: string) => Promise<Received>;
}

type Receiver = Omit<End, 'name' | 'flags'> & { readonly port: number };

async function startReceiver(...what: readonly string[]): Promise<Receiver> {
  const file = join(import.meta.dirname, 'fleet-receiver.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', file, ...what], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const heard = async <T>(): Promise<T> => JSON.parse((await lines.next()).value as string) as T;
  const { port } = await heard<{ port: number }>();
  const ask = (text: string): Promise<Received> => {
    child.stdin.write(`${text}\n`);
    return heard<Received>();
  };
  return {
    port,
    received: () => ask('?'),
    watch: (site) => ask(`watch ${site}`),
    [Symbol.dispose]: () => void child.stdin.write('end\n'),
  };
}

export async function startSink(): Promise<End> {
  const receiver = await startReceiver('sink');
  return { ...receiver, name: 'sink', flags: plainTo(receiver.port) };
}

export async function startAedes(): Promise<End> {
  const receiver = await startReceiver('aedes');
  return { ...receiver, name: 'aedes', flags: plainTo(receiver.port) };
}

/** Mosquitto on plain TCP, dropping nothing, with somebody subscribed to all telemetry. */
export async function startMosquitto(folder: string): Promise<End> {
  const port = freshPort(0);
  const stop = await spawnMosquitto(folder, [`listener ${port} 127.0.0.1`]);
  return closing(
    { name: 'mosquitto', flags: plainTo(port) },
    await startReceiver(String(port)),
    stop,
  );
}

/** Mosquitto that asks for certificates; the receiver has a listener of its own. */
export async function startSecureMosquitto(folder: string, machines: number): Promise<End> {
  const certs = join(folder, 'mosquitto-certs');
  issueIdentities(certs, machines);
  const [port, plainPort] = [freshPort(1), freshPort(2)];
  const stop = await spawnMosquitto(folder, [
    `listener ${plainPort} 127.0.0.1`,
    `listener ${port} 127.0.0.1`,
    `cafile ${certs}/ca.pem`,
    `certfile ${certs}/server.pem`,
    `keyfile ${certs}/server.key`,
    'require_certificate true',
    'use_identity_as_username true',
  ]);
  const receiver = await startReceiver(String(plainPort));
  return closing({ name: 'mosquitto-mtls', flags: secureTo(port, certs) }, receiver, stop);
}

/** The twin's broker, with its registry and policies. */
export async function startTwinBroker(folder: string, machines: number): Promise<End> {
  const certs = join(folder, 'twin-certs');
  const receiver = await startReceiver('twin', join(folder, 'twin'), certs, String(machines));
  return { ...receiver, name: 'twin-broker', flags: secureTo(receiver.port, certs) };
}

function plainTo(port: number): readonly string[] {
  return ['--target', `mqtt://127.0.0.1:${port}`];
}

function secureTo(port: number, certs: string): readonly string[] {
  return ['--target', `mqtts://127.0.0.1:${port}`, '--ca', join(certs, 'ca.pem'), '--certs', certs];
}

function closing(end: Pick<End, 'name' | 'flags'>, receiver: Receiver, stop: () => void): End {
  return {
    ...receiver,
    ...end,
    [Symbol.dispose]() {
      receiver[Symbol.dispose]();
      stop();
    },
  };
}

/** Ports that another bench of this machine does not take at the same time. */
function freshPort(which: number): number {
  return 20_000 + ((3 * process.pid + which) % 10_000);
}

async function spawnMosquitto(folder: string, lines: readonly string[]): Promise<() => void> {
  const config = join(folder, `mosquitto-${lines.length}.conf`);
  const all = [
    'allow_anonymous true',
    'max_queued_messages 0',
    'max_inflight_messages 0',
    'set_tcp_nodelay true',
    ...lines,
  ];
  // Started by root, it would give up the right to read what only its owner may.
  writeFileSync(config, `user root\n${all.join('\n')}\n`);
  const child = spawn(MOSQUITTO, ['-c', config], { stdio: 'ignore' });
  await setTimeout(500);
  if (child.exitCode !== null) throw new Error('mosquitto does not start.');
  return () => void child.kill();
}

function issueIdentities(folder: string, machines: number): void {
  const validity = { notBefore: 0, notAfter: 4e12 };
  const authority = createCertificateAuthority({ name: { commonName: 'bench' }, validity });
  for (const name of machineNames(machines)) {
    const keys = createKeyPair();
    const csr = createCsr({ commonName: name }, keys);
    const { pem, der } = authority.issueDeviceCertificate(csr, validity);
    writeDeviceFiles(folder, {
      name,
      certificatePem: pem,
      privateKeyPem: privateKeyPem(keys.privateKey),
      certificateId: certificateId(der),
    });
  }
  mkdirSync(folder, { recursive: true });
  const server = authority.issueServerCertificate({ hosts: ['127.0.0.1'], validity });
  writeFileSync(join(folder, 'ca.pem'), authority.certificatePem);
  writeFileSync(join(folder, 'server.pem'), server.pem);
  writeFileSync(join(folder, 'server.key'), server.privateKeyPem, { mode: 0o600 });
}
