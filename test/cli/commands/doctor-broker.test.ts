import { createServer, type AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { checkBroker } from '../../../src/cli/commands/doctor-broker.ts';

let close: (() => Promise<unknown>) | undefined;
afterEach(async () => {
  await close?.();
  close = undefined;
});

/** A server that answers whatever comes first with some bytes; its address. */
async function answering(bytes: readonly number[]): Promise<string> {
  const server = createServer((socket) => {
    socket.once('data', () => socket.write(Buffer.from(bytes)));
    socket.on('error', () => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  close = () => new Promise((resolve) => server.close(resolve));
  return `mqtt://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** CONNACK with a return code (MQTT 3.1.1 §3.2). */
const connack = (code: number) => [0x20, 2, 0, code];

describe('checkBroker', () => {
  it('is content with a broker that takes the connection', async () => {
    const url = await answering(connack(0));
    expect(await checkBroker({ url })).toEqual({
      name: 'broker',
      ok: true,
      text: `${url} takes a connection`,
    });
  });

  it('tells a refusal from a broker that is not there', async () => {
    const url = await answering(connack(5));
    const refused = await checkBroker({ url, username: 'a', password: 'b' });
    expect(refused).toMatchObject({ ok: false });
    expect(refused.fix).toContain('the password');
    await close?.();
    close = undefined;
    const gone = await checkBroker({ url });
    expect(gone.text).toContain('ECONNREFUSED');
    expect(gone.fix).toContain('the firewall');
  });

  it('names a file that is missing', async () => {
    const broken = await checkBroker({ url: 'mqtts://127.0.0.1:1', ca: '/nowhere/ca.pem' });
    expect(broken.text).toContain('/nowhere/ca.pem');
    expect(broken.fix).toBe('Check the paths of --ca, --cert and --key.');
  });
});
