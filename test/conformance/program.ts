import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { delimiter, join } from 'node:path';
import { once } from 'node:events';
import { promisify } from 'node:util';

/** Whether a program that checks need is not installed; says so, since they are skipped then. */
export function isMissing(program: string): boolean {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  if (folders.some((folder) => isExecutable(join(folder, program)))) return false;
  process.stderr.write(`conformance: ${program} is not on the PATH; its checks are skipped\n`);
  return true;
}

/** Runs the AWS CLI against an endpoint, credentials and region given; its JSON output. */
export async function runAws(endpoint: string, args: readonly string[]): Promise<unknown> {
  const options = ['--endpoint-url', endpoint, '--output', 'json', ...args];
  const { stdout } = await promisify(execFile)('aws', options, { env: awsEnvironment() });
  return stdout.trim() === '' ? undefined : JSON.parse(stdout);
}

export interface Moto {
  readonly endpoint: string;
  stop(): Promise<void>;
}

/** A moto server on a free loopback port, answering. */
export async function startMoto(): Promise<Moto> {
  const port = await freePort();
  const server = spawn('moto_server', ['-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' });
  const endpoint = `http://127.0.0.1:${port}`;
  await answering(`${endpoint}/moto-api/`, server);
  return {
    endpoint,
    async stop() {
      const exited = once(server, 'exit');
      server.kill();
      await exited;
    },
  };
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Nothing of the caller's AWS set-up reaches the checks. */
function awsEnvironment(): NodeJS.ProcessEnv {
  const { PATH, HOME } = process.env;
  return {
    PATH,
    HOME,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_DEFAULT_REGION: 'eu-west-1',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_MAX_ATTEMPTS: '1',
  };
}

/** A port of the loopback that nobody had a moment ago. */
export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}

/** Waits until the server accepts connections; fails when it has ended instead. */
async function answering(url: string, server: ChildProcess): Promise<void> {
  while (server.exitCode === null) {
    const answer = await fetch(url).catch(() => undefined);
    if (answer !== undefined) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`moto_server ended with code ${server.exitCode}`);
}
