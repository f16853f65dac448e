import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runProgram } from '../../../src/cli/program.ts';
import type { BenchResult } from '../../../src/cli/bench/run-bench.ts';
import {
  hasMosquitto,
  startAedes,
  startMosquitto,
  type RealBroker,
} from '../../contracts/real-brokers.ts';
import { codeOf } from '../../simulator/connection/fleet-harness.ts';
import {
  createAuthority,
  issueIdentity,
  startTestBroker,
} from '../../simulator/connection/mtls-broker.ts';
import { fakeIo } from '../fake-io.ts';

async function bench(line: string): Promise<{ exitCode: number; result: BenchResult }> {
  const io = fakeIo();
  const exitCode = await runProgram(['bench', ...line.split(' '), '--json'], io);
  return { exitCode, result: JSON.parse(io.stdout.text()) as BenchResult };
}

describe.each([
  ['aedes', startAedes, true],
  ['mosquitto', startMosquitto, hasMosquitto],
] as const)('pm-sim bench at %s', (_name, start, available) => {
  let broker: RealBroker;
  beforeAll(async () => {
    if (available) broker = await start();
  });
  afterAll(() => broker?.[Symbol.asyncDispose]());
  const target = (): string => `--target mqtt://127.0.0.1:${broker.port}`;

  it.skipIf(!available).each(['lean', 'mqtt', 'crt'])(
    'counts at the subscriber what %s clients publish, on schedule',
    async (client) => {
      const flags = `-c 5 --rate 40 --duration 250ms --client ${client}`;
      const { exitCode, result } = await bench(`${target()} ${flags}`);
      expect(exitCode).toBe(0);
      expect(result).toMatchObject({
        client,
        connections: { asked: 5, opened: 5, dropped: 0, failures: {} },
        messages: {
          sent: 50,
          acknowledged: 50,
          received: 50,
          lost: 0,
          duplicated: 0,
          reordered: 0,
        },
        interrupted: false,
      });
      expect(result.messages?.latencyMs.p99).toBeGreaterThan(0);
    },
  );

  it.skipIf(!available)('only connects where that is all it is asked for', async () => {
    const { exitCode, result } = await bench(`${target()} --mode conn -c 70 -R 2000`);
    expect(exitCode).toBe(0);
    expect(result).not.toHaveProperty('messages');
    expect(result.connections.opened).toBe(70);
    expect(result.connections.perS).toBeGreaterThan(0);
  });

  it.skipIf(!available)(
    'publishes as fast as it goes at QoS 0 and loses nothing here',
    async () => {
      const { result } = await bench(`${target()} -c 3 --rate max --qos 0 --duration 50ms`);
      expect(result.messages?.sent).toBeGreaterThan(100);
      expect(result.messages).toMatchObject({ lost: 0, duplicated: 0, reordered: 0 });
    },
  );
});

describe('pm-sim bench', () => {
  it('starts the broker of the twin where none is named, and shows a table', async () => {
    const io = fakeIo();
    const line = 'bench -c 2 --rate 20 --duration 100ms';
    expect(await runProgram(line.split(' '), io)).toBe(0);
    const rows = io.stdout
      .text()
      .split('\n')
      .map((row) => row.split(/ {2,}/));
    expect(rows.slice(0, 3)).toEqual([
      ['broker', 'twin'],
      ['client', 'lean'],
      ['connections', '2 of 2'],
    ]);
    expect(rows).toContainEqual(['sent', '4, 4 acknowledged']);
    expect(rows).toContainEqual(['lost / doubled / reordered', '0 / 0 / 0']);
  });

  it('takes the certificates of a broker that asks for them, at a whole handshake each', async () => {
    const authority = createAuthority();
    const broker = await startTestBroker({ authority });
    const dir = mkdtempSync(join(tmpdir(), 'pm-sim-bench-'));
    const { cert, key } = issueIdentity(authority, 'bench');
    const files = { ca: authority.certificatePem, cert, key };
    for (const [name, pem] of Object.entries(files)) writeFileSync(join(dir, name), pem);
    const flags = Object.keys(files).map((name) => `--${name} ${join(dir, name)}`);
    const target = `--target mqtts://127.0.0.1:${broker.port} ${flags.join(' ')}`;
    const { exitCode, result } = await bench(`${target} -c 3 --rate 20 --duration 100ms`);
    const stranger = `--target mqtts://127.0.0.1:${broker.port} --mode conn`.split(' ');
    const refusal = await codeOf(runProgram(['bench', ...stranger], fakeIo()));
    await broker.kill();
    rmSync(dir, { recursive: true });

    expect(exitCode).toBe(0);
    expect(result.messages).toMatchObject({ sent: 6, received: 6 });
    expect(refusal).toBe('connection/failed');
  });

  it('fails, with the reason, where there is no broker', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    const line = `bench --target mqtt://127.0.0.1:${port}`.split(' ');
    expect(await codeOf(runProgram(line, fakeIo()))).toBe('connection/failed');
    expect(await codeOf(runProgram([...line, '--mode', 'conn', '-c', '2'], fakeIo()))).toBe(
      'connection/failed',
    );
  });

  it.each([
    ['--target local', 'target/invalid'],
    ['--target mqtt://h --ca ca.pem', 'options/conflict'],
    ['--target mqtts://h --cert c.pem', 'options/conflict'],
    ['--ca ca.pem', 'options/conflict'],
    ['--target mqtt://h --password p', 'options/conflict'],
    ['--rate 0', 'options/invalid'],
    ['--size 10', 'options/invalid'],
    ['--target mqtts://h --ca nowhere.pem', 'bench/unreadable'],
  ])('refuses %s', async (flags, code) => {
    expect(await codeOf(runProgram(['bench', ...flags.split(' ')], fakeIo()))).toBe(code);
  });
});
