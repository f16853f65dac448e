import { AWS_FLAGS, STACK_FLAG } from './aws-flags.ts';
import { clientFlags } from './client-flags.ts';
import type { OptionSpec } from './option-spec.ts';

const FLEET = 'Fleet:';
const TIME = 'Time:';
const FAULTS = 'Faults:';
const TWIN = 'Twin:';
const BROKER = 'Broker (with --target mqtt://HOST:PORT):';
const OUTPUT = 'Output:';

/** Settings of where the twin keeps its state and listens. Shared by `run` and `replay`. */
export const TWIN_FLAGS: readonly OptionSpec[] = [
  {
    key: 'target',
    flags: '--target <where>',
    summary:
      'where the path ends: local, the twin in this process (default); for run aws, or mqtt://HOST:PORT',
    group: TWIN,
  },
  {
    key: 'host',
    flags: '-h, --host <address>',
    summary: 'address that the twin listens on (default: 127.0.0.1)',
    group: TWIN,
  },
  {
    key: 'mqttPort',
    flags: '-p, --mqtt-port <port>',
    summary: 'port of the MQTT broker, mutual TLS (default: any free one)',
    group: TWIN,
  },
  {
    key: 'awsPort',
    flags: '--aws-port <port>',
    summary: 'open the AWS endpoint on this port, for `aws --endpoint-url` (default: closed)',
    group: TWIN,
  },
  {
    key: 'state',
    flags: '--state <dir>',
    summary: 'folder of certificates, streams, tables and alerts (default: .pm-sim)',
    group: TWIN,
    path: true,
    fallback: '.pm-sim',
  },
  {
    key: 'fresh',
    flags: '--fresh',
    summary: 'forget the state of earlier runs first',
    group: TWIN,
  },
  {
    key: 'keyPassphraseFile',
    flags: '--key-passphrase-file <file>',
    summary: 'private keys are encrypted with its first line (or with PM_SIM_KEY_PASSPHRASE)',
    group: TWIN,
    path: true,
  },
];

/** Settings of what is shown and written. Shared by `run` and `replay`. */
export const OUTPUT_FLAGS: readonly OptionSpec[] = [
  {
    key: 'json',
    flags: '--json',
    summary: 'NDJSON events on stdout, the summary last; nothing else there',
    group: OUTPUT,
  },
  { key: 'quiet', flags: '--quiet', summary: 'only the summary and errors', group: OUTPUT },
  {
    key: 'tui',
    flags: '--no-tui',
    summary: 'plain lines even on a terminal',
    group: OUTPUT,
  },
  {
    key: 'out',
    flags: '--out <dir>',
    summary: 'write report.json, truth.ndjson and alerts.ndjson there',
    group: OUTPUT,
    path: true,
  },
  {
    key: 'config',
    flags: '--config <file>',
    summary: 'configuration file (default: the nearest pm-sim.config.yaml or .pm-simrc)',
    group: OUTPUT,
    path: true,
  },
  {
    key: 'verbose',
    flags: '--verbose',
    summary: 'edge alarms and connections too; causes and stacks of errors',
    group: OUTPUT,
  },
];

/** Every setting of `pm-sim run`. */
export const RUN_FLAGS: readonly OptionSpec[] = [
  {
    key: 'profile',
    flags: '--profile <name>',
    summary: 'device profile by name or YAML file; `pm-sim ls` lists them',
    group: FLEET,
  },
  {
    key: 'count',
    flags: '-c, --count <n>',
    summary: 'number of devices (default: what the profile says)',
    group: FLEET,
  },
  {
    key: 'set',
    flags: '--set <path=value>',
    summary: 'change any value of the profile; repeatable',
    group: FLEET,
    repeatable: true,
  },
  {
    key: 'messageInterval',
    flags: '--im, --message-interval <duration>',
    summary: 'time between two readings of a device; a bare number is ms (MQTTX -im)',
    group: FLEET,
  },
  {
    key: 'qos',
    flags: '-q, --qos <level>',
    summary: 'MQTT quality of service, 0 or 1 (default: 1)',
    group: FLEET,
  },
  {
    key: 'client',
    flags: '--client <name>',
    summary: 'MQTT client of the devices: lean (default), mqtt for MQTT.js, crt for the AWS SDK',
    group: FLEET,
  },
  {
    key: 'connectRate',
    flags: '-R, --connect-rate <n>',
    summary: 'connections opened per second (default: 400)',
    group: FLEET,
  },
  {
    key: 'limit',
    flags: '-L, --limit <n>',
    summary: 'stop after this many readings of each device',
    group: FLEET,
  },
  {
    key: 'shard',
    flags: '--shard <i/n>',
    summary: 'run the i-th of n parts of the fleet, the same bytes; auto/n: which one the job says',
    group: FLEET,
  },
  {
    key: 'seed',
    flags: '--seed <text>',
    summary: 'repeats a run exactly; 0 is a seed too (default: random, and printed)',
    group: TIME,
  },
  {
    key: 'speed',
    flags: '--speed <factor>',
    summary: 'factor of real time, or max for as fast as it goes (default: 1)',
    group: TIME,
  },
  {
    key: 'duration',
    flags: '--duration <duration>',
    summary: 'simulated time to run for: 30s, 2h, 7d (default: until Ctrl+C)',
    group: TIME,
  },
  {
    key: 'start',
    flags: '--start <date>',
    summary: 'simulated time of the first reading, ISO 8601 (default: the profile says)',
    group: TIME,
  },
  {
    key: 'end',
    flags: '--end <date>',
    summary: 'simulated time of the end; instead of --duration',
    group: TIME,
  },
  {
    key: 'inject',
    flags: '--inject <fault>',
    summary: 'MODE@DEVICE+DELAY[,over=20m][,severity=0.8][,channel=METRIC]; repeatable',
    group: FAULTS,
    repeatable: true,
  },
  {
    key: 'scenario',
    flags: '--scenario <name>',
    summary: 'what happens when, by name or YAML file; it may name the profile, length and seed',
    group: FAULTS,
  },
  {
    key: 'campaign',
    flags: '--campaign <name>',
    summary: 'default: random faults on about half of the devices; none (default)',
    group: FAULTS,
  },
  {
    key: 'showTruth',
    flags: '--show-truth',
    summary: 'terminal UI: show planned faults and shade them in the charts (key t)',
    group: FAULTS,
  },
  ...TWIN_FLAGS,
  STACK_FLAG,
  ...AWS_FLAGS,
  {
    key: 'maxCost',
    flags: '--max-cost <usd>',
    summary:
      'on AWS: what the run may cost without a question, a month where it has no end (default: 10)',
    group: 'AWS:',
  },
  {
    key: 'gateways',
    flags: '--gateways <k>',
    summary: 'put the devices behind k connections; auto: as few as the broker takes',
    group: BROKER,
  },
  {
    key: 'workers',
    flags: '--workers <n>',
    summary: 'threads that share the connections, the same bytes; auto: by cores (default: 1)',
    group: BROKER,
  },
  {
    key: 'basicIngest',
    flags: '--basic-ingest <rule>',
    summary: 'publish to $aws/rules/RULE/…, past the message broker of AWS IoT',
    group: BROKER,
  },
  ...clientFlags(BROKER, {
    username: 'user name; %c client id, %i index, {device}, {site} of each connection',
    ca: "authorities of the broker's certificate, PEM; on AWS those that Node trusts unless given",
  }),
  {
    key: 'topic',
    flags: '-t, --topic <template>',
    summary:
      'topic of each device: {device}, {site}, {profile}, %i index, %c client id, %u user name (default: dt/pm-sim/{site}/{device}/telemetry)',
    group: BROKER,
  },
  {
    key: 'retain',
    flags: '-r, --retain',
    summary: 'the broker keeps the last message of each topic',
    group: BROKER,
  },
  {
    key: 'keepalive',
    flags: '-k, --keepalive <seconds>',
    summary: 'keep-alive, seconds; 0 is none (default: 60)',
    group: BROKER,
  },
  {
    key: 'certs',
    flags: '--certs <dir>',
    summary: 'a certificate for each connection instead, as `pm-sim provision` writes them',
    group: BROKER,
    path: true,
  },
  ...OUTPUT_FLAGS,
];
