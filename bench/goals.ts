// What the project wants to reach, beside whom, and in which result of a benchmark it is found.

/** Results of benchmarks by name, as `report` writes them; `generate` has a form of its own. */
export type Results = ReadonlyMap<string, unknown>;

/** Reads a number from the results; undefined where it has not been measured. */
type Figure = (results: Results) => number | undefined;

interface Peer {
  readonly name: string;
  readonly figure: Figure;
  /** Where it was measured. `page`: earlier, on a machine of two cores as well. */
  readonly when: 'same run' | 'page' | 'bound';
}

/** One figure of a goal: the ratio of ours to the peer's is to be within the bound. */
interface Measure {
  readonly goal: `G${number}`;
  readonly what: string;
  readonly unit: string;
  readonly ours: Figure;
  readonly peer: Peer;
  readonly ratio: { readonly atMost: number } | { readonly atLeast: number };
}

function at(name: string, ...path: readonly string[]): Figure {
  return (results) => {
    let found = results.get(name);
    for (const key of path) found = isRecord(found) ? found[key] : undefined;
    return typeof found === 'number' && Number.isFinite(found) ? found : undefined;
  };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function page(name: string, value: number): Peer {
  return { name, figure: () => value, when: 'page' };
}

function bound(value: number): Peer {
  return { name: 'bound', figure: () => value, when: 'bound' };
}

function sameRun(name: string, figure: Figure): Peer {
  return { name, figure, when: 'same run' };
}

/** What several figures make together. */
function of(
  combine: (...values: readonly number[]) => number,
  ...figures: readonly Figure[]
): Figure {
  return (results) => {
    const values = figures.map((figure) => figure(results));
    return values.every((value) => value !== undefined) ? combine(...values) : undefined;
  };
}

/** The cost at the largest fleet that was measured. */
const gatewayUs: Figure = (results) => {
  const found = ['100000', '10000'].map((size) => at('fleet-linear', 'details', 'usPerMessage', size)(results)); // prettier-ignore
  return found.find((value) => value !== undefined);
};
const perS = (name: string, client: string) => at(name, 'details', 'connectionsPerS', client);
const published = (qos: 0 | 1, ...path: readonly string[]) => at(`connection-publish-qos${qos}`, ...path); // prettier-ignore
const windFarm = (work: string) => at('generate', 'families', '0', 'rates', work);

/** G1 to G15. A figure that no benchmark writes yet is shown as not measured, never left out. */
// prettier-ignore
export const MEASURES: readonly Measure[] = [
  { goal: 'G1', what: 'device behind a gateway', unit: 'us a message', ours: gatewayUs, peer: page('mqttx simulate', 48), ratio: { atMost: 1 / 30 } },
  { goal: 'G1', what: 'device behind a gateway', unit: 'us a message', ours: gatewayUs, peer: bound(1.5), ratio: { atMost: 1 } },
  { goal: 'G1', what: '15 metrics a message', unit: 'us a message', ours: at('fleet-family-oil-field', 'value'), peer: page('mqttx simulate', 48), ratio: { atMost: 1 / 30 } },
  { goal: 'G2', what: 'connection of its own at 1 Hz', unit: 'us a message', ours: at('fleet-own-connections', 'value'), peer: page('MQTT.js', 45.5), ratio: { atMost: 0.55 } },
  { goal: 'G2', what: 'connection of its own at 1 Hz', unit: 'us a message', ours: at('fleet-own-connections', 'value'), peer: page('aws-crt', 105), ratio: { atMost: 0.25 } },
  { goal: 'G2', what: 'full speed, QoS 0', unit: 'us a message', ours: published(0, 'value'), peer: sameRun('MQTT.js', published(0, 'limit')), ratio: { atMost: 0.55 } },
  { goal: 'G2', what: 'full speed, QoS 0', unit: 'us a message', ours: published(0, 'value'), peer: sameRun('aws-crt', published(0, 'details', 'crt')), ratio: { atMost: 0.25 } },
  { goal: 'G2', what: 'full speed, QoS 1', unit: 'us a message', ours: published(1, 'value'), peer: sameRun('MQTT.js', published(1, 'limit')), ratio: { atMost: 0.55 } },
  { goal: 'G2', what: 'full speed, QoS 1', unit: 'us a message', ours: published(1, 'value'), peer: sameRun('aws-crt', published(1, 'details', 'crt')), ratio: { atMost: 0.25 } },
  { goal: 'G3', what: 'full speed, QoS 0', unit: 'messages/s', ours: published(0, 'details', 'messagesPerS', 'lean'), peer: page('mqttx bench', 53_000), ratio: { atLeast: 5 } },
  { goal: 'G3', what: 'full speed, QoS 1', unit: 'messages/s', ours: published(1, 'details', 'messagesPerS', 'lean'), peer: page('mqttx bench', 29_000), ratio: { atLeast: 3 } },
  { goal: 'G4', what: 'plain connect', unit: 'connections/s', ours: perS('connection-memory', 'lean'), peer: page('mqttx bench', 700), ratio: { atLeast: 10 } },
  { goal: 'G4', what: 'mutual TLS, first', unit: 'connections/s', ours: perS('connection-tls-first', 'lean'), peer: sameRun('MQTT.js', perS('connection-tls-first', 'mqtt')), ratio: { atLeast: 1.15 } },
  { goal: 'G4', what: 'mutual TLS, again', unit: 'connections/s', ours: perS('connection-tls-resumed', 'lean'), peer: sameRun('MQTT.js, first', perS('connection-tls-first', 'mqtt')), ratio: { atLeast: 3.3 } },
  { goal: 'G5', what: 'idle connection', unit: 'KiB', ours: at('connection-memory', 'value'), peer: sameRun('MQTT.js', at('connection-memory', 'limit')), ratio: { atMost: 0.45 } },
  { goal: 'G5', what: 'idle connection', unit: 'KiB', ours: at('connection-memory', 'value'), peer: sameRun('aws-crt', at('connection-memory', 'details', 'crt')), ratio: { atMost: 0.25 } },
  { goal: 'G6', what: 'data set, NDJSON', unit: 'rows a CPU second', ours: of((rows = 0, seconds = 1) => rows / seconds, at('generate', 'whole', 'rows'), at('generate', 'whole', 'cpuSeconds')), peer: page('TSBS cpu-only', 710_000), ratio: { atLeast: 4 } },
  { goal: 'G7', what: 'data set to disk', unit: 's a GB', ours: at('generate-disk', 'value'), peer: sameRun('writeSync', at('generate-disk', 'limit')), ratio: { atMost: 1 / 0.9 } },
  { goal: 'G8', what: '--help', unit: 'ms', ours: at('help-cold-start', 'value'), peer: sameRun('node -e 0', at('help-cold-start', 'details', 'bare')), ratio: { atMost: 1.5 } },
  { goal: 'G8', what: '--help', unit: 'ms', ours: at('help-cold-start', 'value'), peer: page('mqttx', 1_300), ratio: { atMost: 0.1 } },
  { goal: 'G9', what: 'delivery p50, 10k msg/s', unit: 'ms', ours: at('delivery-latency-p50', 'value'), peer: sameRun('MQTT.js', at('delivery-latency-p50', 'limit')), ratio: { atMost: 1 / 50 } },
  { goal: 'G9', what: 'delivery p99, 10k msg/s', unit: 'ms', ours: at('delivery-latency-p99', 'value'), peer: sameRun('MQTT.js', at('delivery-latency-p99', 'limit')), ratio: { atMost: 1 / 5 } },
  { goal: 'G10', what: 'schedule lag p99, gateways', unit: 'ms', ours: at('fleet-gateway-lag', 'value'), peer: bound(5), ratio: { atMost: 1 } },
  { goal: 'G11', what: 'two workers beside one', unit: 'us a message', ours: at('fleet-workers', 'value'), peer: sameRun('one worker', at('fleet-workers', 'limit')), ratio: { atMost: 1.05 } },
  { goal: 'G12', what: 'whole path on the twin', unit: 'records/s', ours: at('twin-throughput', 'limit'), peer: bound(5_000), ratio: { atLeast: 1 } },
  { goal: 'G13', what: 'sample to alert p50', unit: 'ms', ours: at('alert-latency-p99-at-1000-per-second', 'details', 'p50'), peer: bound(30), ratio: { atMost: 1 } },
  { goal: 'G13', what: 'sample to alert p99', unit: 'ms', ours: at('alert-latency-p99-at-1000-per-second', 'value'), peer: bound(150), ratio: { atMost: 1 } },
  { goal: 'G14', what: 'first telemetry', unit: 'ms', ours: at('first-telemetry', 'value'), peer: bound(250), ratio: { atMost: 1 } },
  { goal: 'G14', what: 'first frame of the UI', unit: 'ms', ours: at('ui-start-first-frame', 'value'), peer: bound(350), ratio: { atMost: 1 } },
  { goal: 'G15', what: 'Parquet with physics', unit: 'rows/s', ours: of((steps = 0, parquet = 0) => 1 / (1 / steps + 1 / parquet), windFarm('steps'), windFarm('parquet')), peer: sameRun('the writer alone', windFarm('parquet')), ratio: { atLeast: 0.6 } },
];

/** What became of one figure. */
export interface Verdict {
  readonly ours: number | undefined;
  readonly peers: number | undefined;
  readonly ratio: number | undefined;
  readonly outcome: 'met' | 'missed' | 'not measured';
}

export function judge({ ours, peer, ratio: wanted }: Measure, results: Results): Verdict {
  const [mine, peers] = [ours(results), peer.figure(results)];
  if (mine === undefined || peers === undefined) {
    return { ours: mine, peers, ratio: undefined, outcome: 'not measured' };
  }
  const ratio = mine / peers;
  const isMet = 'atMost' in wanted ? ratio <= wanted.atMost : ratio >= wanted.atLeast;
  return { ours: mine, peers, ratio, outcome: isMet ? 'met' : 'missed' };
}
