import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createTcpDialer } from '../../../src/simulator/connection/tcp-dialer.ts';

const open: { destroy(): void }[] = [];
afterEach(() => open.splice(0).forEach((one) => one.destroy()));

/** Says hello to whoever comes. */
async function greeter(host: string): Promise<number> {
  const server = createServer((socket) => {
    open.push(socket);
    socket.write('hello');
  });
  open.push({ destroy: () => void server.close() });
  server.listen(0, host);
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

function watched(socket: Socket): Socket {
  open.push(socket);
  return socket;
}

describe('a dialer of plain sockets', () => {
  it('reads into the bytes that it is given, and tells how many', async () => {
    const dial = createTcpDialer({ host: '127.0.0.1', port: await greeter('127.0.0.1') });
    const buffer = Buffer.alloc(64);
    let emitted = 0;
    const length = await new Promise<number>((resolve) => {
      const callback = (bytes: number): boolean => {
        resolve(bytes);
        return true;
      };
      watched(dial({ buffer, callback })).on('data', () => (emitted += 1));
    });
    expect(buffer.toString('latin1', 0, length)).toBe('hello');
    expect(emitted).toBe(0);
  });

  it('leaves a socket to itself where nobody gives it bytes', async () => {
    const dial = createTcpDialer({ host: '127.0.0.1', port: await greeter('127.0.0.1') });
    const [said] = (await once(watched(dial()), 'data')) as [Buffer];
    expect(said.toString()).toBe('hello');
  });

  it('finds the way to a name as well', async () => {
    const dial = createTcpDialer({ host: 'localhost', port: await greeter('localhost') });
    const [said] = (await once(watched(dial()), 'data')) as [Buffer];
    expect(said.toString()).toBe('hello');
  });
});
