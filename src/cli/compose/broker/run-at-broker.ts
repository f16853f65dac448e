import { availableParallelism } from 'node:os';
import { readFileSync } from 'node:fs';
import { readDeviceKey } from '../../../cloud/aws/device-key.ts';
import { privateKeyPem } from '../../../cloud/x509/keys.ts';
import { PmSimError, messageOf } from '../../../runtime/errors.ts';
import { AWS_CONNECTION_LIMITS } from '../../../simulator/connection/stream/publish-limiter.ts';
import { createFleet } from '../../../simulator/fleet.ts';
import { deviceNames } from '../../../simulator/naming.ts';
import { encodeMessage } from '../../../telemetry/message.ts';
import { EXIT, type ExitCode } from '../../exit-codes.ts';
import type { CliIo } from '../../io.ts';
import type { BrokerIdentity } from '../../options/broker-identity.ts';
import { defined } from '../../options/defined.ts';
import type { BrokerOptions } from '../../options/run-broker-options.ts';
import type { RunOptions } from '../../options/run-options.ts';
import { createReporters } from '../../reporters/create-reporters.ts';
import type { RunPlan } from '../run-plan.ts';
import { planConnections } from './connection-plan.ts';
import type { ClientFolders, ClientIdentity, PublishJob } from './publish-job.ts';
import { runPublishers, type BrokerRunEnd } from './run-publishers.ts';
import { telemetryTopic } from './templates.ts';

export interface BrokerRun {
  readonly plan: RunPlan;
  readonly options: RunOptions;
  readonly broker: BrokerOptions;
  readonly io: CliIo;
  /** Opens an encrypted private key, in memory. */
  readonly passphrase?: string;
}

/**
 * `pm-sim run --target mqtt://…`: a fleet, its edge filters and its connections, as far as somebody's
 * broker. What lies behind it is not seen: nothing is scored, and nobody can inject by hand.
 * @throws PmSimError `run/too-few-gateways`, `connection/refused`, `run/lost`
 */
export async function runAtBroker(run: BrokerRun): Promise<ExitCode> {
  const { plan, options, io } = run;
  const jobs = jobsOf(run);
  using interrupt = io.watchInterrupts();
  const reporter = await createReporters({
    options: { ...options, tui: false },
    stateDir: options.twin.stateDir,
    io,
    actions: NO_KEYS,
  });
  try {
    const end = await runPublishers({
      plan,
      jobs,
      devices: deviceNames(plan.profile, plan.part),
      speed: options.speed,
      stateDir: options.twin.stateDir,
      signal: interrupt.signal,
      tell: (event) => reporter.onEvent(event),
    });
    return exitOf(end, interrupt.signal.aborted);
  } finally {
    await reporter.close();
  }
}

const nothing = (): void => undefined;
const NO_KEYS = {
  inject: nothing,
  repair: nothing,
  acknowledge: nothing,
  close: nothing,
  pause: nothing,
  quit: nothing,
};

function jobsOf({ plan, options, broker, io, passphrase }: BrokerRun): readonly PublishJob[] {
  const { profile, seed, span, faults, part } = plan;
  const boot = `b${io.now().toString(36)}`;
  const limits = broker.target.isAws ? { limits: AWS_CONNECTION_LIMITS } : {};
  const connections = connectionsOf({ plan, options, broker, io }, boot);
  const count = workersOf(broker.workers, connections, part.to - part.from);
  const { identity, basicIngest, credentials, topic, retain, keepAliveSeconds } = broker;
  const job = {
    profile,
    seed,
    ...span,
    speed: options.speed,
    faults,
    ...(options.limit === undefined ? {} : { limit: options.limit }),
    devices: part,
    connections,
    broker: broker.target,
    ...(identity === undefined ? {} : { identity: readIdentity(identity, io.now(), passphrase) }),
    ...limits,
    client: options.client,
    qos: options.qos,
    ...defined('basicIngest', basicIngest),
    ...defined('credentials', credentials),
    ...defined('topic', topic),
    retain,
    keepAliveSeconds,
    connectRatePerSecond: options.connectRatePerSecond / count,
    boot,
  };
  return Array.from({ length: count }, (_, index) => ({ ...job, share: { index, count } }));
}

function connectionsOf({ plan, options, broker }: BrokerRun, boot: string): number {
  const { profile, part } = plan;
  const factor = options.speed === 'max' ? 1 : options.speed;
  return planConnections({
    devices: part.to - part.from,
    ...(broker.gateways === undefined ? {} : { gateways: broker.gateways }),
    messagesPerS: (1_000 * factor) / profile.intervalMs,
    messageBytes: messageBytes(plan, broker, boot),
    ...(broker.target.isAws ? { limits: AWS_CONNECTION_LIMITS } : {}),
  });
}

/** Header, topic length and packet identifier of a PUBLISH at most, bytes. */
const HEADER_BYTES = 9;

/** What one message of the fleet takes on the wire; all are about as long. */
function messageBytes(plan: RunPlan, { topic, credentials }: BrokerOptions, boot: string): number {
  const { profile, seed, span } = plan;
  const fleet = createFleet({
    profile: { ...profile, count: 1 },
    seed,
    start: span.start,
    faults: [],
  });
  for (const reading of fleet.advance(span.start + PROBE_ROUNDS * profile.intervalMs)) {
    const payload = encodeMessage({ ...reading, seq: 100_000, boot });
    const { device, site } = reading;
    const names = { device, site, index: 1, clientId: device };
    const templates = {
      profile,
      ...defined('topic', topic),
      ...defined('credentials', credentials),
    };
    const bytes = Buffer.byteLength(telemetryTopic(templates, names));
    return HEADER_BYTES + bytes + Buffer.byteLength(payload);
  }
  return HEADER_BYTES;
}

const PROBE_ROUNDS = 100;

/** Devices that a thread must have to be worth its memory and its start (engineering judgement). */
const DEVICES_PER_WORKER = 5_000;

function workersOf(asked: number | 'auto', connections: number, devices: number): number {
  const useful = Math.max(1, Math.ceil(devices / DEVICES_PER_WORKER));
  const wanted = asked === 'auto' ? Math.min(availableParallelism(), useful) : asked;
  return Math.min(wanted, connections);
}

function readIdentity(
  identity: BrokerIdentity,
  now: number,
  passphrase?: string,
): ClientIdentity | ClientFolders {
  if ('certsDir' in identity) {
    const { ca, certsDir } = identity;
    return { ca: readPem(ca), certsDir, now, ...defined('passphrase', passphrase) };
  }
  const { ca, cert, key } = identity;
  return {
    ...(ca === undefined ? {} : { ca: readPem(ca) }),
    ...(cert === undefined ? {} : { cert: readPem(cert) }),
    ...(key === undefined
      ? {}
      : { key: privateKeyPem(readDeviceKey(readPem(key), key, passphrase)) }),
  };
}

function readPem(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    const text = `${path} cannot be read: ${messageOf(cause)}.`;
    throw new PmSimError('run/identity', text, { cause });
  }
}

function exitOf({ refused, missing }: BrokerRunEnd, interrupted: boolean): ExitCode {
  if (refused > 0) {
    throw new PmSimError('connection/refused', `${refused} of the connections were refused.`, {
      kind: 'connection',
      hint: 'Each refusal is told above with its reason.',
    });
  }
  if (interrupted) return EXIT.interrupted;
  if (missing === 0) return EXIT.ok;
  throw new PmSimError('run/lost', `${missing} messages were not acknowledged by the broker.`, {
    kind: 'connection',
  });
}
