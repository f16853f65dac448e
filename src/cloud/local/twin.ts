import type { Clock } from '../../runtime/clock.ts';
import type { Log } from '../../runtime/log.ts';
import type { Random } from '../../runtime/random.ts';
import type { Backlog, RunEvent } from '../../telemetry/run-event.ts';
import type { LambdaHandler } from '../handlers/lambda.ts';
import type { Stack } from '../stack/stack.ts';
import type { ClientDefaults } from './client-defaults.ts';
import type { Account } from './identity/arn.ts';
import type { IdentityRegistry } from './identity/identity-registry.ts';
import type { FunctionCounters } from './lambda/function-runtime.ts';
import type { MappingCounters } from './lambda/event-source-mapping.ts';
import type { RuleCounters } from './rules/run-rule.ts';
import { createDisposal } from '../../runtime/disposal.ts';
import { drainTwin } from './twin-drain.ts';
import { twinIdentities, type TwinIdentities } from './iot/twin-identities.ts';
import { openNearParts } from './twin-near.ts';
import type { TwinParts } from './twin-parts.ts';
import { stateFault } from './twin-state.ts';

/** What the twin tells while it runs. */
export type TwinEvent = Extract<RunEvent, { type: 'alert' | 'alert-closed' | 'refused' }>;

export interface TwinOptions {
  readonly stack: Stack;
  /** Folder of everything that the twin remembers; made when missing. */
  readonly stateDir: string;
  /** Begin with nothing: clears what earlier runs left in the folder. */
  readonly fresh?: boolean;
  /** Address that the MQTT broker listens on. */
  readonly host: string;
  /** 0, the default, takes any free port. */
  readonly mqttPort?: number;
  /** Opens the AWS API on a loopback port, 0 for any; closed unless given. */
  readonly awsPort?: number;
  readonly account?: Account;
  /** The machine's clock: arrivals, timeouts and retries are real even when devices are simulated. */
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly onEvent: (event: TwinEvent) => void;
  /** Whether streams and device connections keep to AWS's rates; off unless said. */
  readonly enforceThroughput?: boolean;
  /**
   * Whether the score function has a thread of its own: `auto`, the default, from when there is more to
   * score than this thread keeps up with.
   */
  readonly scoreThread?: 'auto' | 'always' | 'never';
  /** Handlers that stand in for the stack's, by function name. */
  readonly handlers?: Readonly<Record<string, () => LambdaHandler>>;
  /** Stands between the twin and every handler, to make it slow or make it fail. */
  readonly around?: (functionName: string, handler: LambdaHandler) => LambdaHandler;
}

interface TwinCounters {
  /** Devices connected now. */
  readonly connected: number;
  /** Messages that the broker has taken from devices. */
  readonly received: number;
  /** Messages that rules have put into streams, by stream. */
  readonly routed: Readonly<Record<string, number>>;
  readonly rules: Readonly<Record<string, RuleCounters>>;
  readonly functions: Readonly<Record<string, FunctionCounters>>;
  readonly mappings: Readonly<Record<string, MappingCounters>>;
  readonly backlog: Backlog;
}

/** The cloud half of the pipeline in this process, behind AWS's own protocols. */
export interface Twin extends AsyncDisposable {
  /** Configuration of any AWS SDK v3 client that shall talk to the twin. */
  readonly clientDefaults: ClientDefaults;
  readonly requestHandler: ClientDefaults['requestHandler'];
  readonly mqtt: { readonly host: string; readonly port: number };
  /** Present when the AWS API is open. */
  readonly awsPort?: number;
  readonly caPem: string;
  readonly account: Account;
  readonly registry: IdentityRegistry;
  /** Folder of the mails that alerts went out as. */
  readonly outboxDir: string;
  counters(): TwinCounters;
  /** Waits until everything accepted is scored, alerted and delivered; false when the time is over. */
  drain(timeoutMs: number): Promise<boolean>;
}

/** A twin whose broker takes messages already; what works on the streams is yet to be opened. */
export interface OpeningTwin extends AsyncDisposable {
  readonly mqtt: Twin['mqtt'];
  readonly caPem: string;
  readonly account: Account;
  /** Gives devices their identities, by the operations of the IoT control plane. */
  readonly identities: TwinIdentities;
  /** Messages that rules have put into streams, by stream. */
  routed(): TwinCounters['routed'];
  /** How far functions are behind the streams; all that is in them before there are functions. */
  backlog(): Backlog;
  /**
   * Opens the rest, once however often it is called. Disposing the one or the other ends both.
   * @throws what `startTwin` throws of functions, tables and the AWS API
   */
  complete(): Promise<Twin>;
}

/**
 * Wires the stack: broker, rules, streams, functions, tables, topics, queues. Records that an earlier
 * run on the folder accepted and did not finish are taken up again. Disposing ends everything in
 * reverse order, as often as it is called.
 * @throws PmSimError `state/in-use`, `state/unwritable`, `stack/unknown-part`, `rules/…`,
 * `broker/port-in-use`, `twin/port-in-use`
 */
export async function startTwin(options: TwinOptions): Promise<Twin> {
  const opening = await openTwin(options);
  try {
    return await opening.complete();
  } catch (error) {
    await opening[Symbol.asyncDispose]();
    throw error;
  }
}

/**
 * The same in two steps, for whoever is in a hurry to publish: broker, rules and streams at once, and
 * the code of the rest is not even loaded before it is asked for. Messages wait in their streams.
 */
export async function openTwin(options: TwinOptions): Promise<OpeningTwin> {
  const disposal = createDisposal();
  const behind = createDisposal();
  let completing: Promise<Twin> | undefined;
  const dispose = async (): Promise<void> => {
    await completing?.catch(() => undefined);
    await disposal.dispose();
  };
  try {
    const near = await openNearParts(options, disposal, behind);
    const { broker, registry, traffic, backlog, stores } = near;
    const complete = async (): Promise<Twin> => {
      const { openParts } = await import('./twin-parts.ts');
      return twinOf(await openParts(options, near, behind), dispose);
    };
    return {
      mqtt: { host: broker.host, port: broker.port },
      caPem: registry.caPem,
      account: registry.account,
      identities: twinIdentities(stores.controlPlane),
      routed: () => traffic.routed(),
      backlog: () => backlog.counters(),
      complete: () =>
        (completing ??= complete().catch((error: unknown) => {
          throw stateFault(options.stateDir, error);
        })),
      [Symbol.asyncDispose]: dispose,
    };
  } catch (error) {
    await dispose();
    throw stateFault(options.stateDir, error);
  }
}

function twinOf(parts: TwinParts, dispose: () => Promise<void>): Twin {
  const { registry, broker, rules, runtime, mappings, traffic, backlog, awsPort } = parts;
  return {
    clientDefaults: parts.clientDefaults,
    requestHandler: parts.clientDefaults.requestHandler,
    mqtt: { host: broker.host, port: broker.port },
    ...(awsPort === undefined ? {} : { awsPort }),
    caPem: registry.caPem,
    account: registry.account,
    registry,
    outboxDir: parts.sns.outboxDir,
    counters: () => ({
      connected: broker.connectedCount(),
      received: traffic.received(),
      routed: traffic.routed(),
      rules: rules.counters(),
      functions: runtime.counters(),
      mappings: mappings.counters(),
      backlog: backlog.counters(),
    }),
    drain: (timeoutMs) => drainTwin(parts, timeoutMs),
    [Symbol.asyncDispose]: dispose,
  };
}
