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

const TAKES_ALL: Parameters<typeof startScriptedBroker>[0] = (packet, client) => {
  if (packet.cmd === 'connect') client.send(connack());
  else if (packet.cmd === 'publish') client.send(puback(packet.messageId));
};

describe('run --target mqtt://…', () => {
  it('tells what it has counted, and of what lies behind the broker nothing', async () => {
    await using broker = await startScriptedBroker(TAKES_ALL);
    const line = `run --profile wind-farm -c 2 --seed 7 --speed max -L 3 --campaign none --json
      --set edge.filters=[] --target mqtt://127.0.0.1:${broker.port}`;
    const io = fakeIo({ cwd });
    expect(await runProgram(line.split(/\s+/u), io)).toBe(0);
    const summary = JSON.parse(io.stdout.text().trimEnd().split('\n').at(-1) ?? '') as object;
    expect(summary).toMatchObject({
      type: 'summary',
      published: 6,
      acknowledged: 6,
      lost: 0,
      atBroker: { connections: 2, qos: 1, resent: 0 },
    });
    for (const unknown of ['duplicated', 'reordered', 'routed', 'scored', 'alerts']) {
      expect(summary).not.toHaveProperty(unknown);
    }
  });

  it('presents users and publishes to topics as the templates say, retained', async () => {
    await using broker = await startScriptedBroker(TAKES_ALL);
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
