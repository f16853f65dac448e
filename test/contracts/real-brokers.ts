import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect as dial, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Aedes } from 'aedes';
import { connectAsync } from 'mqtt';

const MOSQUITTO = '/usr/sbin/mosquitto';
export const hasMosquitto = existsSync(MOSQUITTO);

/** A broker on plain TCP, and one who listens to everything said there. */
export interface RealBroker extends AsyncDisposable {
  readonly port: number;
  /** Resolves to all that was heard, once there are so many. */
  heard(count: number): Promise<readonly { readonly topic: string; readonly payload: string }[]>;
}

interface Started {
  readonly port: number;
  readonly stop: () => Promise<void>;
}

export const startAedes = () => listened(aedes());
export const startMosquitto = () => listened(mosquitto());

async function aedes(): Promise<Started> {
  const broker = await Aedes.createBroker();
  const server = createServer((socket) => broker.handle(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async stop() {
      const closed = once(server, 'close');
      server.close();
      await new Promise<void>((resolve) => broker.close(() => resolve()));
      await closed;
    },
  };
}

async function mosquitto(): Promise<Started> {
  const folder = mkdtempSync(join(tmpdir(), 'pm-sim-mosquitto-'));
  const port = await freePort();
  const config = join(folder, 'mosquitto.conf');
  writeFileSync(config, `listener ${port} 127.0.0.1\nallow_anonymous true\n`);
  const child = spawn(MOSQUITTO, ['-c', config], { stdio: 'ignore' });
  const ended = once(child, 'exit');
  while (!(await answers(port))) {
    if (child.exitCode !== null) throw new Error('mosquitto does not start.');
  }
  return {
    port,
    async stop() {
      child.kill();
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function answers(port: number): Promise<boolean> {
  const socket = dial({ host: '127.0.0.1', port });
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

async function listened(starting: Promise<Started>): Promise<RealBroker> {
  const { port, stop } = await starting;
  const listener = await connectAsync(`mqtt://127.0.0.1:${port}`, { reconnectPeriod: 0 });
  const heard: { topic: string; payload: string }[] = [];
  const watchers = new Set<() => void>();
  listener.on('message', (topic, payload) => {
    heard.push({ topic, payload: payload.toString() });
    for (const look of watchers) look();
  });
  await listener.subscribeAsync('dt/#', { qos: 1 });
  return {
    port,
    heard: (count) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (heard.length < count) return;
          watchers.delete(look);
          resolve(heard);
        };
        watchers.add(look);
        look();
      }),
    async [Symbol.asyncDispose]() {
      await listener.endAsync(true);
      await stop();
    },
  };
}
