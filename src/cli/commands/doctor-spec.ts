import type { CommandSpec } from '../command-spec.ts';
import { CONFIG_FLAG, JSON_FLAG, STATE_FLAG, VERBOSE_FLAG } from '../options/common-flags.ts';
import { AWS_FLAGS } from '../options/aws-flags.ts';
import { clientFlags } from '../options/client-flags.ts';
import type { OptionSpec } from '../options/option-spec.ts';

const BROKER = 'Broker:';
const AWS = 'AWS:';

const FLAGS: readonly OptionSpec[] = [
  STATE_FLAG,
  {
    key: 'host',
    flags: '-h, --host <address>',
    summary: 'address on which the ports are tried (default: 127.0.0.1)',
    group: 'Input:',
  },
  {
    key: 'mqttPort',
    flags: '-p, --mqtt-port <port>',
    summary: 'try whether this port is free',
    group: 'Input:',
  },
  {
    key: 'awsPort',
    flags: '--aws-port <port>',
    summary: 'try whether this port is free',
    group: 'Input:',
  },
  {
    key: 'broker',
    flags: '--broker <url>',
    summary: 'try to connect to this MQTT broker: mqtt://, mqtts://, ws:// or wss://',
    group: BROKER,
  },
  ...clientFlags(BROKER, {
    username: 'user name for the broker',
    ca: "authorities of the broker's certificate, PEM (default: those that Node trusts)",
  }),
  {
    key: 'target',
    flags: '--target <where>',
    summary: 'aws: try credentials, clock and permissions too (default: local)',
    group: AWS,
  },
  ...AWS_FLAGS,
  JSON_FLAG,
  CONFIG_FLAG,
  VERBOSE_FLAG,
];

export const doctorSpec: CommandSpec = {
  name: 'doctor',
  operands: [],
  summary: 'Check whether this machine is ready, and say how to mend what is not.',
  options: FLAGS,
  examples: [
    ['pm-sim doctor', 'exit code 1 when something has to be mended'],
    ['pm-sim doctor --mqtt-port 8883 --aws-port 4566', 'the ports of the next run too'],
    ['pm-sim doctor --broker mqtt://broker.local', 'whether a broker takes a connection'],
    ['pm-sim doctor --target aws --region eu-west-1', 'credentials, clock, permissions'],
  ],
  settings: {
    section: 'doctor',
    schema: async () => (await import('../options/doctor-options.ts')).doctorSchema,
  },
  async run({ flags }, io) {
    const [{ readOptions }, { doctorSchema }, { doctorCommand }] = await Promise.all([
      import('../options/read-options.ts'),
      import('../options/doctor-options.ts'),
      import('./doctor.ts'),
    ]);
    const input = { section: 'doctor', specs: FLAGS, schema: doctorSchema, flags };
    return doctorCommand(await readOptions(input, io), io);
  },
};
