import type { OptionSpec } from './option-spec.ts';

/** Where commands differ in who connects. */
interface ClientFlagTexts {
  readonly username: string;
  readonly ca: string;
}

/** Who connects to a broker, under the letters that MQTT tools share. */
export function clientFlags(group: string, texts: ClientFlagTexts): readonly OptionSpec[] {
  return [
    { key: 'username', flags: '-u, --username <name>', summary: texts.username, group },
    {
      key: 'password',
      flags: '-P, --password <text>',
      summary: 'password; PM_SIM_PASSWORD keeps it out of the list of processes',
      group,
      secret: true,
    },
    { key: 'ca', flags: '--ca <file>', summary: texts.ca, group, path: true },
    {
      key: 'cert',
      flags: '--cert <file>',
      summary: 'client certificate, PEM',
      group,
      path: true,
    },
    { key: 'key', flags: '--key <file>', summary: 'its private key, PEM', group, path: true },
  ];
}
