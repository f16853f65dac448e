import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { freePort } from './program.ts';

export interface MosquittoFiles {
  readonly dir: string;
  /** PEM files. */
  readonly ca: string;
  readonly crl: string;
  /** Certificate and key of the server, in one file. */
  readonly server: string;
  /** Access control list (mosquitto.conf(5), "acl_file"). */
  readonly acl: string;
}

export interface Mosquitto extends AsyncDisposable {
  readonly port: number;
  /** What it has logged since it began. */
  readonly log: readonly string[];
}

/** Debian's mosquitto with mutual TLS on a loopback port, a free one unless given, listening. */
export async function startMosquitto(files: MosquittoFiles, wanted?: number): Promise<Mosquitto> {
  const port = wanted ?? (await freePort());
  const conf = join(files.dir, 'mosquitto.conf');
  const acl = join(files.dir, 'mosquitto.acl');
  writeFileSync(acl, files.acl, { mode: 0o600 });
  writeFileSync(conf, configuration(files, { port, acl }));
  const broker = spawn('mosquitto', ['-c', conf], { stdio: ['ignore', 'ignore', 'pipe'] });
  const log: string[] = [];
  const said = watchLog(broker, log);
  await said(/mosquitto version .* running/);
  return {
    port,
    log,
    async [Symbol.asyncDispose]() {
      const exited = once(broker, 'exit');
      broker.kill();
      await exited;
    },
  };
}

function configuration(
  { ca, crl, server }: MosquittoFiles,
  { port, acl }: { readonly port: number; readonly acl: string },
): string {
  const user = process.getuid?.() === 0 ? ['user root'] : [];
  return [
    ...user,
    `listener ${port} 127.0.0.1`,
    `cafile ${ca}`,
    `crlfile ${crl}`,
    `certfile ${server}`,
    `keyfile ${server}`,
    'require_certificate true',
    'use_identity_as_username true',
    'allow_anonymous false',
    `acl_file ${acl}`,
    'log_dest stderr',
    'log_type all',
    '',
  ].join('\n');
}

/** Returns a function that resolves with the next line that matches, and fails when the broker ends. */
function watchLog(broker: ChildProcess, log: string[]) {
  const waiting = new Set<(line: string | undefined) => void>();
  const lines = createInterface({ input: broker.stderr as NodeJS.ReadableStream });
  lines.on('line', (line) => {
    log.push(line);
    for (const look of waiting) look(line);
  });
  broker.once('exit', () => waiting.forEach((look) => look(undefined)));
  return (pattern: RegExp): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (line: string | undefined): void => {
        if (line !== undefined && !pattern.test(line)) return;
        waiting.delete(look);
        if (line === undefined) reject(new Error(`mosquitto ended:\n${log.join('\n')}`));
        else resolve();
      };
      waiting.add(look);
    });
}
