import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A network between clients and a server that fails as told, by the order in which clients come. */
export interface CuttingProxy extends AsyncDisposable {
  readonly port: number;
  /** Connections taken so far. */
  connections(): number;
}

/**
 * What becomes of one connection: it may stay up; or end at once, as if the server were down; or end
 * after so many bytes to the server, with what the server answered to the last of them swallowed.
 */
export type Fate = 'up' | 'down' | { readonly cutAfterBytes: number };

/** `fates` are those of the first connections; later ones stay up. */
export async function startCuttingProxy(
  target: { readonly host: string; readonly port: number },
  fates: readonly Fate[],
): Promise<CuttingProxy> {
  const open = new Set<Socket>();
  let taken = 0;
  const server = createServer((client) => {
    const fate = fates[taken] ?? 'up';
    taken += 1;
    if (fate === 'down') {
      client.destroy();
      return;
    }
    const upstream = connect(target);
    for (const socket of [client, upstream]) track(socket, open);
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => client.destroy());
    relay(client, upstream, fate);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    connections: () => taken,
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

function track(socket: Socket, open: Set<Socket>): void {
  open.add(socket);
  socket.on('close', () => open.delete(socket));
  socket.on('error', () => undefined);
}

function relay(client: Socket, upstream: Socket, fate: Exclude<Fate, 'down'>): void {
  const limit = fate === 'up' ? Infinity : fate.cutAfterBytes;
  let bytes = 0;
  client.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    upstream.write(chunk);
  });
  upstream.on('data', (chunk: Buffer) => {
    if (bytes < limit) client.write(chunk);
    else client.destroy();
  });
}
