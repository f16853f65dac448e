import { createRandom, hash32 } from '../../../runtime/random.ts';
import { clientNames, type ClientNames } from '../../../simulator/script/client-names.ts';
import { loadScript, type Script } from '../../../simulator/script/load-script.ts';
import type { ScriptConsole } from '../../../simulator/script/script-context.ts';
import { createScriptFleet, type ScriptFleet } from '../../../simulator/script/script-fleet.ts';
import type { CliIo } from '../../io.ts';
import type { SimulateOptions } from '../../options/simulate-options.ts';

/** A script, its clients, and when they begin; the same for a broker and for a dry run. */
export interface ScriptPlan {
  readonly script: Script;
  readonly clients: readonly ClientNames[];
  readonly fleet: ScriptFleet;
  readonly seed: string;
  /** Simulated time, ms since the epoch. */
  readonly start: number;
}

/** A plan and what is needed to carry it out. */
export interface ScriptJob {
  readonly plan: ScriptPlan;
  readonly options: SimulateOptions;
  readonly io: CliIo;
  readonly signal: AbortSignal;
}

/** When a run begins that is to be repeated and does not say when. */
const REPEATED_START = Date.UTC(2026, 0, 1);

/** @throws PmSimError `script/…`, `simulate/…`, `topic/invalid` */
export async function planScript(
  options: SimulateOptions,
  io: Pick<CliIo, 'now' | 'newSeed'>,
  console: ScriptConsole,
): Promise<ScriptPlan> {
  const seed = options.seed ?? io.newSeed();
  const usual = options.seed === undefined ? 'now' : REPEATED_START;
  const asked = options.start ?? usual;
  const start = asked === 'now' ? io.now() : asked;
  const script = await loadScript(options.script, console);
  const { count, topic, username, messageIntervalMs: intervalMs, limit } = options;
  const clients = clientNames({
    count,
    script: script.name,
    clientId: options.clientId ?? `pm-sim-${hash32(seed).toString(36)}-%i`,
    ...(username === undefined ? {} : { username }),
    topic,
  });
  const fleet = createScriptFleet({
    script,
    clients,
    random: createRandom(`simulate:${seed}`),
    start,
    intervalMs,
    ...(limit === undefined ? {} : { limit }),
    told: toldOf(options),
  });
  return { script, clients, fleet, seed, start };
}

/** The options that MQTTX passes to a generator, under its names; no secrets. */
function toldOf(options: SimulateOptions) {
  const { broker, script, protocolVersion } = options;
  return {
    file: script,
    count: options.count,
    interval: 1_000 / options.connectRatePerSecond,
    messageInterval: options.messageIntervalMs,
    limit: options.limit ?? 0,
    qos: options.qos,
    retain: options.retain,
    hostname: broker.host,
    port: broker.port,
    protocol: broker.tls ? 'mqtts' : 'mqtt',
    mqttVersion: protocolVersion,
    keepalive: options.keepAliveSeconds,
  };
}
