import { join } from 'node:path';
import type { IdentityCaller } from '../../cloud/aws/identity-call.ts';
import { rotateCertificate } from '../../cloud/aws/rotate-certificate.ts';
import { provisionDevices } from '../../cloud/aws/things.ts';
import { DEVICE_POLICY_NAME } from '../../cloud/stack/device-policy.ts';
import type { Clock } from '../../runtime/clock.ts';
import { deferred } from '../../runtime/deferred.ts';
import { PmSimError } from '../../runtime/errors.ts';
import type { Random } from '../../runtime/random.ts';
import { untilAborted } from '../../runtime/until-aborted.ts';
import {
  connectFleet,
  type FleetConnection,
  type FleetConnectionOptions,
} from '../../simulator/connection/fleet-connection.ts';
import { loadClient, type ClientName } from '../../simulator/connection/load-client.ts';
import { deviceTopic } from '../../telemetry/topics.ts';
import type { Link, LinkContext, LinkControl } from './link.ts';
import { BEGINS_WITH_FIRST_MAX } from './small-fleet.ts';

/** Who is to be connected. */
interface FleetMember {
  readonly name: string;
  readonly site: string;
  readonly type: string;
}

interface OpenFleetOptions extends Pick<
  FleetConnectionOptions,
  'host' | 'port' | 'ca' | 'qos' | 'openLink' | 'protocolVersion' | 'ratePerSecond' | 'onEvent'
> {
  readonly identities: IdentityCaller;
  readonly policyDocument: string;
  /** IoT policy and thing group of the devices; those of the twin unless given. */
  readonly policyName?: string;
  readonly thingGroup?: string;
  readonly members: readonly FleetMember[];
  readonly stateDir: string;
  /** Private keys are kept encrypted with it. */
  readonly passphrase?: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly signal: AbortSignal;
}

/** AWS IoT Core's bound on unacknowledged publishes of one client is 100. */
const INFLIGHT_MAX = 100;
const KEEP_ALIVE_SECONDS = 60;

export interface FleetLinkOptions {
  readonly members: readonly FleetMember[];
  readonly qos: 0 | 1;
  /** MQTT client; default the lean one. */
  readonly client?: ClientName;
  readonly ratePerSecond: number;
  readonly stateDir: string;
  readonly policyName?: string;
  readonly thingGroup?: string;
  /** Private keys are kept encrypted with it. */
  readonly passphrase?: string;
  readonly random: Random;
}

/**
 * Opens the link of a simulated fleet: one thing, certificate and connection a device.
 * @throws PmSimError `connection/…` when not one device gets in, with the first refusal's reason
 */
export function openFleetLink(options: FleetLinkOptions) {
  return async ({ twin, signal, tell }: LinkContext): Promise<Link> => {
    const first = deferred();
    const fleet = await openFleet({
      ...options,
      ...(await loadClient(options.client ?? 'lean')),
      host: twin.host,
      port: twin.mqttPort,
      ca: twin.caPem,
      identities: twin.identities,
      policyDocument: twin.devicePolicy,
      clock: twin.clock,
      signal,
      onEvent(event) {
        tell(event);
        if (event.state === 'connected') first.resolve();
      },
    });
    const isSmall = options.members.length <= BEGINS_WITH_FIRST_MAX;
    await untilAborted(isSmall ? Promise.race([fleet.ready, first.promise]) : fleet.ready, signal);
    const { refused } = fleet.stats();
    if (refused.length === options.members.length) {
      await fleet[Symbol.asyncDispose]();
      throw allRefused(refused[0]?.reason ?? 'no reason given');
    }
    const { identities, clock } = twin;
    return {
      ...fleet,
      refusedCount: () => fleet.stats().refused.length,
      control: controlOf(fleet, { ...options, identities, clock }),
    };
  };
}

const CUT_OFF = 'The network is out.';
const DROPPED = 'The network dropped the connection.';

interface ControlOptions {
  readonly policyName?: string;
  readonly identities: IdentityCaller;
  readonly stateDir: string;
  readonly passphrase?: string;
  /** Of the twin. */
  readonly clock: Clock;
  readonly random: Random;
}

function controlOf(
  fleet: FleetConnection,
  {
    identities,
    stateDir,
    passphrase,
    clock,
    random,
    policyName = DEVICE_POLICY_NAME,
  }: ControlOptions,
): LinkControl {
  return {
    cut: (devices) => fleet.cut(devices, CUT_OFF),
    restore: (devices) => fleet.restore(devices),
    drop: (devices) => fleet.drop(devices, DROPPED),
    rotateCertificate: (name) =>
      rotateCertificate({
        identities,
        name,
        policyName,
        certsDir: certsDirOf(stateDir),
        ...(passphrase === undefined ? {} : { passphrase }),
        clock,
        random: random.fork(`rotation:${name}`),
        adopt: ({ certificatePem, privateKeyPem }) =>
          fleet.rekey(name, { cert: certificatePem, key: privateKeyPem }),
      }),
  };
}

/**
 * Messages that all devices of a fleet may hold together while they are cut off, a few hundred bytes
 * each; every device gets its part of them.
 */
const HELD_IN_OUTAGES_MAX = 200_000;
/** Room of a device beyond that: the path has fewer than this under way. */
const HELD_BESIDES_MAX = 1_000;

/** Messages that one device may hold while it is cut off. */
export function heldInOutageMax(devices: number): number {
  return Math.floor(HELD_IN_OUTAGES_MAX / Math.max(1, devices));
}

function allRefused(reason: string): PmSimError {
  return new PmSimError('connection/refused', `Every device was refused: ${reason}`, {
    kind: 'connection',
    hint: 'See the refusals above; `--fresh` begins with new certificates.',
  });
}

/** Gives every device its thing and certificate, then connects each with its own. */
async function openFleet(options: OpenFleetOptions): Promise<FleetConnection> {
  const { members } = options;
  const provisioned = await provision(options);
  return connectFleet({
    host: options.host,
    port: options.port,
    ca: options.ca,
    qos: options.qos,
    ...(options.openLink === undefined ? {} : { openLink: options.openLink }),
    ...(options.protocolVersion === undefined ? {} : { protocolVersion: options.protocolVersion }),
    ratePerSecond: options.ratePerSecond,
    clock: options.clock,
    random: options.random,
    onEvent: options.onEvent,
    keepAliveSeconds: KEEP_ALIVE_SECONDS,
    inflightMax: INFLIGHT_MAX,
    heldMax: heldInOutageMax(members.length) + HELD_BESIDES_MAX,
    devices: provisioned.map((device, i) => ({
      clientId: device.name,
      cert: device.certificatePem,
      key: device.privateKeyPem,
      willTopic: deviceTopic(members[i]?.site ?? '', device.name, 'status'),
      willPayload: JSON.stringify({ device_id: device.name, status: 'offline' }),
    })),
  });
}

/** Where a state folder keeps the devices' certificates. */
export function certsDirOf(stateDir: string): string {
  return join(stateDir, 'devices');
}

export async function provision(
  options: Pick<
    OpenFleetOptions,
    | 'identities'
    | 'policyDocument'
    | 'policyName'
    | 'thingGroup'
    | 'members'
    | 'stateDir'
    | 'clock'
    | 'random'
    | 'signal'
    | 'passphrase'
  >,
) {
  return provisionDevices({
    identities: options.identities,
    names: options.members.map(({ name }) => name),
    thingType: (options.members[0]?.type ?? 'device').replaceAll(/[^\w:-]/g, '-'),
    policyName: options.policyName ?? DEVICE_POLICY_NAME,
    ...(options.thingGroup === undefined ? {} : { thingGroup: options.thingGroup }),
    policyDocument: options.policyDocument,
    certsDir: certsDirOf(options.stateDir),
    ...(options.passphrase === undefined ? {} : { passphrase: options.passphrase }),
    clock: options.clock,
    random: options.random,
    signal: options.signal,
  });
}
