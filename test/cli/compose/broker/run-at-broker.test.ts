import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runProgram } from '../../../../src/cli/program.ts';
import { connack, puback, startScriptedBroker } from '../../../contracts/scripted-broker.ts';
import { fakeIo } from '../../fake-io.ts';

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'pm-sim-broker-'));
});
afterEach(() => rmSync(cwd, { recursive: true }));

describe('run --target mqtt://…', () => {
  it('presents users and publishes to topics as the templates say, retained', async () => {
    await using broker = await startScriptedBroker((packet, client) => {
      if (packet.cmd === 'connect') client.send(connack());
      else if (packet.cmd === 'publish') client.send(puback(packet.messageId));
    });
    const line = `run --profile wind-farm -c 2 --seed 7 --speed max -L 3 --campaign none --quiet
      --set edge.filters=[] --target mqtt://127.0.0.1:${broker.port}
      -u user-%i -t plant/{site}/{device}/%i/%u -r -k 33`;
    const io = fakeIo({ cwd, env: { PM_SIM_PASSWORD: 'secret' } });
    expect(await runProgram(line.split(/\s+/u), io)).toBe(0);
    const connects = broker.received.filter((packet) => packet.cmd === 'connect');
    expect(connects).toMatchObject([
      { clientId: 'wt-001', username: 'user-1', keepalive: 33, password: Buffer.from('secret') },
      { clientId: 'wt-002', username: 'user-2', keepalive: 33 },
    ]);
    const published = broker.received.filter((packet) => packet.cmd === 'publish');
    expect(published.every(({ retain }) => retain)).toBe(true);
    const topics = new Set(published.map(({ topic }) => topic.replace(/^plant\/[^/]+/u, 'plant')));
    expect([...topics].toSorted((a, b) => a.localeCompare(b))).toEqual([
      'plant/wt-001/1/user-1',
      'plant/wt-002/2/user-2',
    ]);
  });
});
