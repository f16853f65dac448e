import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openTwin } from '../../cloud/local/twin.ts';
import type { Stack } from '../../cloud/stack/stack.ts';
import { PmSimError, messageOf } from '../../runtime/errors.ts';
import { systemClock } from '../../runtime/clock.ts';
import { createDisposal } from '../../runtime/disposal.ts';
import type { Random } from '../../runtime/random.ts';
import type { BrokerAddress, LinkOptions, TlsIdentity } from '../../simulator/connection/link.ts';
import { createTcpDialer } from '../../simulator/connection/tcp-dialer.ts';
import { createTlsDialer } from '../../simulator/connection/tls-dialer.ts';
import { provision } from '../compose/open-fleet.ts';
import type { BenchOptions } from '../options/bench-options.ts';

/** What is measured, and how one gets there. */
export interface BrokerUnderTest extends AsyncDisposable {
  /** Of whoever shall know: `mqtt://…`, or the twin. */
  readonly name: string;
  readonly route: Pick<LinkOptions, 'dial' | 'address' | 'login'>;
}

/**
 * The broker that was named, or a twin in a folder of its own.
 * @throws PmSimError `bench/unreadable` for a certificate's file, and what the twin raises
 */
export async function openBroker(
  options: Pick<BenchOptions, 'target' | 'files' | 'login'>,
  random: Random,
  signal: AbortSignal,
): Promise<BrokerUnderTest> {
  const { target, login } = options;
  if (target === undefined) return twinUnderTest(random, signal);
  const { host, port, tls } = target;
  const identity = tls ? await readIdentity(options.files) : undefined;
  const route = routeTo({ host, port, ...(identity === undefined ? {} : { tls: identity }) });
  return {
    name: `${tls ? 'mqtts' : 'mqtt'}://${host.includes(':') ? `[${host}]` : host}:${port}`,
    route: login === undefined ? route : { ...route, login },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

function routeTo(address: BrokerAddress): Pick<LinkOptions, 'dial' | 'address'> {
  const { host, port, tls } = address;
  if (tls === undefined) return { address, dial: createTcpDialer(address) };
  // Every handshake is a whole one: a device that connects for the first time has no session.
  return { address, dial: createTlsDialer({ host, port, ...tls, resumes: false }) };
}

async function readIdentity(files: BenchOptions['files']): Promise<TlsIdentity> {
  return Object.fromEntries(await Promise.all(Object.entries(files).map(readPem)));
}

async function readPem([name, path]: readonly [string, string]) {
  try {
    return [name, await readFile(path, 'utf8')] as const;
  } catch (cause) {
    const text = `${path} cannot be read: ${messageOf(cause)}.`;
    throw new PmSimError('bench/unreadable', text, { cause });
  }
}

/** A cloud without a pipeline: what is measured is the broker. */
const NOTHING_BEHIND: Stack = {
  name: 'bench',
  streams: [],
  tables: [],
  topics: [],
  queues: [],
  buckets: [],
  functions: [],
  mappings: [],
  subscriptions: [],
  rules: [],
  alarms: [],
};

/** Whoever has the certificate may do everything, under any name. */
const POLICY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'iot:*', Resource: '*' }],
});

async function twinUnderTest(random: Random, signal: AbortSignal): Promise<BrokerUnderTest> {
  const disposal = createDisposal();
  try {
    const stateDir = await mkdtemp(join(tmpdir(), 'pm-sim-bench-'));
    disposal.defer(() => rm(stateDir, { recursive: true, force: true }));
    const clock = systemClock();
    const twin = disposal.use(
      await openTwin({
        stack: NOTHING_BEHIND,
        stateDir,
        host: '127.0.0.1',
        clock,
        random: random.fork('twin'),
        log: () => undefined,
        onEvent: () => undefined,
      }),
    );
    const [device] = await provision({
      identities: twin.identities,
      policyDocument: POLICY,
      members: [{ name: 'bench', site: 'bench', type: 'bench' }],
      stateDir,
      clock,
      random: random.fork('provision'),
      signal,
    });
    const tls = {
      ca: twin.caPem,
      cert: device?.certificatePem ?? '',
      key: device?.privateKeyPem ?? '',
    };
    return {
      name: 'twin',
      route: routeTo({ ...twin.mqtt, tls }),
      [Symbol.asyncDispose]: disposal.dispose,
    };
  } catch (error) {
    await disposal.dispose();
    throw error;
  }
}
