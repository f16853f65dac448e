import type { FaultRequest } from '../../../simulator/faults/fault.ts';
import type { ClientName } from '../../../simulator/connection/load-client.ts';
import type { PublishLimits } from '../../../simulator/connection/stream/publish-limiter.ts';
import type { Shard, Stretch } from '../../../simulator/shard.ts';
import type { RunEvent } from '../../../telemetry/run-event.ts';
import type { TruthEvent } from '../../../telemetry/truth.ts';
import type { RunProfile } from '../profile-sections.ts';
import type { BrokerTarget } from '../../options/broker-target.ts';

/** PEM of a client and of the authorities of its broker, as far as there are any. */
export interface ClientIdentity {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

/** Folders as `provision` writes them, one a connection, named after its client. */
export interface ClientFolders {
  /** PEM of the authorities of the broker. */
  readonly ca: string;
  readonly certsDir: string;
  /** ms since the epoch by the machine's time of day: certificates must be valid then. */
  readonly now: number;
  /** Opens encrypted private keys. */
  readonly passphrase?: string;
}

/** What one publisher has to do; plain data, which goes from thread to thread. */
export interface PublishJob {
  readonly profile: RunProfile;
  readonly seed: string;
  /** Simulated instants, ms since the epoch; `end` may be infinite. */
  readonly start: number;
  readonly end: number;
  readonly speed: number | 'max';
  readonly faults: readonly FaultRequest[];
  /** Readings of each device after which it falls silent. */
  readonly limit?: number;
  /** Devices of this process, and how many connections they have together. */
  readonly devices: Stretch;
  readonly connections: number;
  /** Which of those connections, with their devices, are this publisher's. */
  readonly share: Shard;
  readonly broker: BrokerTarget;
  /** For a broker that asks for TLS. */
  readonly identity?: ClientIdentity | ClientFolders;
  /** The user name is a template, filled for each connection. */
  readonly credentials?: { readonly username: string; readonly password?: string };
  /** Template, filled for each device; absent: the topic of telemetry. */
  readonly topic?: string;
  readonly retain: boolean;
  readonly keepAliveSeconds: number;
  readonly limits?: PublishLimits;
  readonly client: ClientName;
  readonly qos: 0 | 1;
  /** Rule that takes the messages without the message broker's price. */
  readonly basicIngest?: string;
  readonly connectRatePerSecond: number;
  /** Identity of this start of every device; sequence numbers begin with it. */
  readonly boot: string;
}

/** What is known when a publisher has ended. */
export interface PublishResult {
  /** SHA-256 of each device's readings. */
  readonly perDevice: Readonly<Record<string, string>>;
  readonly truth: readonly TruthEvent[];
}

/** A part of a fleet on its way to a broker, in this thread or in another. */
export interface Publisher extends AsyncDisposable {
  /** Resolves to the planned faults when every connection was tried once. */
  readonly ready: Promise<readonly TruthEvent[]>;
  /** Publishes until the end or until it is stopped, and until what was published is acknowledged. */
  run(): Promise<PublishResult>;
  stop(): void;
}

export type Tell = (event: RunEvent) => void;
