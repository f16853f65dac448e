import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { Aedes } from 'aedes';

/** A real broker on loopback that can go away and come back on its port. */
export interface OutageBroker extends AsyncDisposable {
  port(): number;
  down(): Promise<void>;
  up(): Promise<void>;
}

/**
 * @param onMessage told of every message of a client, before it is acknowledged
 * @param refuse whether it will have no client at all
 */
export async function openOutageBroker(
  onMessage: (topic: string, payload: string) => void,
  { refuse = false } = {},
): Promise<OutageBroker> {
  const aedes = await Aedes.createBroker();
  if (refuse) aedes.authenticate = (_client, _user, _password, done) => done(null, false);
  const sockets = new Set<Socket>();
  let port = 0;
  let server: Server | undefined;
  aedes.on('publish', ({ topic, payload }, client) => {
    if (client !== null) onMessage(topic, payload.toString());
  });
  const up = async (): Promise<void> => {
    server = createServer((socket) => {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
      socket.on('error', () => undefined);
      aedes.handle(socket);
    });
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    ({ port } = server.address() as { port: number });
  };
  const down = async (): Promise<void> => {
    if (server?.listening !== true) return;
    const closed = once(server, 'close');
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  await up();
  return {
    port: () => port,
    up,
    down,
    async [Symbol.asyncDispose]() {
      await down();
      await new Promise<void>((resolve) => aedes.close(() => resolve()));
    },
  };
}
