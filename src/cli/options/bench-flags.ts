import { CONFIG_FLAG, JSON_FLAG, VERBOSE_FLAG } from './common-flags.ts';
import { clientFlags } from './client-flags.ts';
import type { OptionSpec } from './option-spec.ts';

const BROKER = 'Broker:';
const LOAD = 'Load:';

/** Every setting of `pm-sim bench`. */
export const BENCH_FLAGS: readonly OptionSpec[] = [
  {
    key: 'target',
    flags: '--target <url>',
    summary: 'mqtt://HOST:PORT or mqtts://HOST:PORT (default: the twin, started for it)',
    group: BROKER,
  },
  ...clientFlags(BROKER, {
    username: 'user name for the broker',
    ca: "authorities of the broker's certificate, PEM (default: those that Node trusts)",
  }),
  {
    key: 'topic',
    flags: '--topic <prefix>',
    summary: 'what the topics begin with (default: pm-sim/bench)',
    group: BROKER,
  },
  {
    key: 'mode',
    flags: '--mode <mode>',
    summary: 'pub: connect and publish (default); conn: only connect',
    group: LOAD,
  },
  {
    key: 'connections',
    flags: '-c, --connections <n>',
    summary: 'connections (default: 100)',
    group: LOAD,
  },
  {
    key: 'connectRate',
    flags: '-R, --connect-rate <n>',
    summary: 'connections opened per second (default: as fast as the broker takes them)',
    group: LOAD,
  },
  {
    key: 'client',
    flags: '--client <name>',
    summary: 'MQTT client: lean (default), mqtt for MQTT.js, crt for the AWS SDK',
    group: LOAD,
  },
  {
    key: 'qos',
    flags: '-q, --qos <level>',
    summary: 'MQTT quality of service, 0 or 1 (default: 1)',
    group: LOAD,
  },
  {
    key: 'rate',
    flags: '-r, --rate <n>',
    summary: 'messages per second of each connection, or max (default: 1)',
    group: LOAD,
  },
  {
    key: 'size',
    flags: '-s, --size <bytes>',
    summary: 'payload of a message (default: 256)',
    group: LOAD,
  },
  {
    key: 'duration',
    flags: '--duration <duration>',
    summary: 'how long to publish (default: 10s)',
    group: LOAD,
  },
  JSON_FLAG,
  CONFIG_FLAG,
  VERBOSE_FLAG,
];
