import { CONFIG_FLAG, VERBOSE_FLAG } from './common-flags.ts';
import { clientFlags } from './client-flags.ts';
import type { OptionSpec } from './option-spec.ts';

const SCRIPT = 'Script:';
const BROKER = 'Broker:';
const CLIENTS = 'Clients:';
const MESSAGES = 'Messages:';
const TIME = 'Time:';
const OUTPUT = 'Output:';

/** Every setting of `pm-sim simulate SCRIPT`, by the letters that MQTTX gives them. */
export const SIMULATE_FLAGS: readonly OptionSpec[] = [
  {
    key: 'file',
    flags: '-f, --file <script>',
    summary: 'the script, as MQTTX takes it; instead of the operand',
    group: SCRIPT,
    path: true,
  },
  {
    key: 'host',
    flags: '-h, --host <host>',
    summary: 'host of the broker (MQTTX --hostname; default: localhost)',
    group: BROKER,
  },
  {
    key: 'port',
    flags: '-p, --port <port>',
    summary: 'its port (default: 1883, with TLS 8883)',
    group: BROKER,
  },
  {
    key: 'protocol',
    flags: '-l, --protocol <name>',
    summary: 'mqtt, or mqtts for TLS (default: mqtts where a TLS option is given)',
    group: BROKER,
  },
  {
    key: 'broker',
    flags: '--broker <url>',
    summary: 'mqtt://HOST:PORT or mqtts://HOST:PORT; instead of the three above',
    group: BROKER,
  },
  ...clientFlags(BROKER, {
    username: 'user name; %i and %c are resolved for each client',
    ca: "authorities of the broker's certificate, PEM (default: those that Node trusts)",
  }),
  {
    key: 'insecure',
    flags: '--insecure',
    summary: 'TLS with whatever certificate the broker shows; for tests only',
    group: BROKER,
  },
  {
    key: 'mqttVersion',
    flags: '-V, --mqtt-version <version>',
    summary: '3.1.1 (default) or 5',
    group: BROKER,
  },
  {
    key: 'keepalive',
    flags: '-k, --keepalive <seconds>',
    summary: 'keep-alive, seconds; 0 is none (default: 30)',
    group: BROKER,
  },
  {
    key: 'count',
    flags: '-c, --count <n>',
    summary: 'number of clients, each with a connection of its own (default: 1)',
    group: CLIENTS,
  },
  {
    key: 'clientId',
    flags: '-I, --client-id <pattern>',
    summary: 'client identifier; %i index from 1, %u user name (default: pm-sim-…-%i)',
    group: CLIENTS,
  },
  {
    key: 'connectInterval',
    flags: '-i, --connect-interval <duration>',
    summary: 'time between two connects; a bare number is ms (default: 10)',
    group: CLIENTS,
  },
  {
    key: 'topic',
    flags: '-t, --topic <pattern>',
    summary:
      'topic where the script names none; %i index, %c client id, %u user name, %sc script, of each client (default: mqttx/simulate/%sc/%c)',
    group: MESSAGES,
  },
  {
    key: 'qos',
    flags: '-q, --qos <level>',
    summary: 'MQTT quality of service, 0 or 1 (default: 1)',
    group: MESSAGES,
  },
  {
    key: 'retain',
    flags: '-r, --retain',
    summary: 'the broker keeps the last message of each topic',
    group: MESSAGES,
  },
  {
    key: 'messageInterval',
    flags: '--im, --message-interval <duration>',
    summary:
      'time between two messages of a client; a bare number is ms (MQTTX -im; default: 1000)',
    group: MESSAGES,
  },
  {
    key: 'limit',
    flags: '-L, --limit <n>',
    summary: 'messages of each client, not of all together as in MQTTX; 0 is no limit (default: 0)',
    group: MESSAGES,
  },
  {
    key: 'seed',
    flags: '--seed <text>',
    summary: 'repeats a run exactly; 0 is a seed too (default: random, and printed)',
    group: TIME,
  },
  {
    key: 'start',
    flags: '--start <date>',
    summary: 'simulated time of the first messages, or now (default: now; with --seed 2026-01-01)',
    group: TIME,
  },
  {
    key: 'speed',
    flags: '--speed <factor>',
    summary: 'factor of real time, or max (default: 1; with --dry-run max)',
    group: TIME,
  },
  {
    key: 'dryRun',
    flags: '--dry-run',
    summary: 'no broker: print as NDJSON what would be sent, of each client one message or --limit',
    group: OUTPUT,
  },
  {
    key: 'json',
    flags: '--json',
    summary: 'NDJSON events on stdout, the summary last; nothing else there',
    group: OUTPUT,
  },
  { key: 'quiet', flags: '--quiet', summary: 'only the summary and errors', group: OUTPUT },
  CONFIG_FLAG,
  { ...VERBOSE_FLAG, summary: 'every connection too; causes and stacks of errors' },
];
