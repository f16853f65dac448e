import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Packet } from 'mqtt';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runProgram } from '../../../src/cli/program.ts';
import { hasMosquitto, startAedes, startMosquitto } from '../../contracts/real-brokers.ts';
import {
  connack,
  puback,
  startScriptedBroker,
  type ScriptedClient,
} from '../../contracts/scripted-broker.ts';
import {
  createAuthority,
  issueIdentity,
  startTestBroker,
} from '../../simulator/connection/mtls-broker.ts';
import { fakeIo, type FakeIo } from '../fake-io.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'pm-sim-simulate-'));
  writeFileSync(join(dir, 'pump.js'), PUMP);
});
afterEach(() => rmSync(dir, { recursive: true }));

/** In the manner of MQTTX's, and it prints. */
const PUMP = `
let calls = 0
module.exports = {
  name: 'pump',
  generator(faker, { clientId, count }) {
    console.log('making', ++calls)
    return { message: JSON.stringify({
      clientId, count, calls,
      rpm: faker.datatype.number(1500), name: faker.person.firstName(), noise: Math.random(), at: Date.now(),
    }) }
  },
}
`;

async function simulate(line: string, io: FakeIo = fakeIo({ cwd: dir })) {
  const exit = await runProgram(['simulate', ...line.split(' ')], io).catch(
    (error: unknown) => error,
  );
  return { exit, io, out: io.stdout.text(), err: io.stderr.text() };
}

interface Printed {
  readonly ts: string;
  readonly clientId: string;
  readonly topic: string;
  readonly message: string;
}

const linesOf = (text: string): readonly Printed[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Printed);

describe('simulate --dry-run', () => {
  it('prints what would be sent, and nothing else on stdout', async () => {
    const { exit, out, err } = await simulate('pump.js --dry-run -c 3 -L 2 --seed 5 -I p%i');
    expect(exit).toBe(0);
    const printed = linesOf(out);
    expect(printed).toHaveLength(6);
    expect(printed[0]?.topic).toBe(`mqttx/simulate/pump/${printed[0]?.clientId}`);
    const messages = printed.map(({ message }) => JSON.parse(message) as { at: number });
    expect(messages.map(({ at }) => new Date(at).toISOString())).toEqual(
      printed.map(({ ts }) => ts),
    );
    expect(err).toContain('making 2');
    expect(err).toContain('The same bytes again: --seed 5 --start 2026-01-01T00:00:00.000Z');
    expect(err.match(/datatype\.number\(\) is deprecated/gu)).toHaveLength(1);
  });

  it('prints the same for the same seed, and for a client whatever the others are', async () => {
    const first = await simulate('pump.js --dry-run -c 3 --seed 5');
    expect((await simulate('-f pump.js --dry-run -c 3 --seed 5')).out).toBe(first.out);
    expect((await simulate('pump.js --dry-run -c 3 --seed 6')).out).not.toBe(first.out);
    const one = linesOf((await simulate('pump.js --dry-run -c 1 --seed 5')).out);
    const among = linesOf(first.out).find(({ clientId }) => clientId.endsWith('-1'));
    expect(among?.message.replace('"count":3', '"count":1')).toBe(one[0]?.message);
  });

  it('begins now where nobody asks for a run that can be repeated', async () => {
    const { out } = await simulate('pump.js --dry-run');
    expect(linesOf(out)[0]?.ts).toMatch(/^2026-01-01T12:00:00/u);
  });

  it('shows bytes that are no text in base 64', async () => {
    const bytes = 'exports.generator = () => ({ message: Buffer.from([255, 0]) })';
    writeFileSync(join(dir, 'bytes.js'), bytes);
    const { out } = await simulate('bytes.js --dry-run');
    expect(linesOf(out)).toMatchObject([{ messageBase64: '/wA=' }]);
  });

  it('ends with 130 when it is interrupted', async () => {
    const io = fakeIo({ cwd: dir });
    io.interrupt();
    expect(await simulate('pump.js --dry-run -L 0', io)).toMatchObject({ exit: 130, out: '' });
  });
});

const BROKERS = [
  ['aedes', startAedes, true],
  ['mosquitto', startMosquitto, hasMosquitto],
] as const;

function under(topic: string, messages: readonly Pick<Printed, 'topic' | 'message'>[]) {
  return messages.filter((one) => one.topic.startsWith(topic)).map(({ message }) => message);
}

describe.each(BROKERS)('simulate on %s', (_, start, available) => {
  const versions = ['-V 3.1.1', ...(start === startMosquitto ? ['-V 5'] : [])];
  it.skipIf(!available).each(versions)('publishes what a dry run prints (%s)', async (version) => {
    await using broker = await start();
    const line = 'pump.js -c 3 -L 4 --im 20 --seed 5 -t dt/%i/%c';
    const { exit, out } = await simulate(
      `${line} -p ${broker.port} -h 127.0.0.1 ${version} --json`,
    );
    expect(exit).toBe(0);
    const heard = await broker.heard(12);
    const dry = linesOf((await simulate(`${line} --dry-run`)).out);
    for (const name of ['dt/1/', 'dt/2/', 'dt/3/']) {
      const got = heard.map(({ topic, payload }) => ({ topic, message: payload }));
      expect(under(name, got)).toEqual(under(name, dry));
      expect(under(name, got)).toHaveLength(4);
    }
    expect(linesOf(out).at(-1)).toMatchObject({
      type: 'summary',
      sent: 12,
      acknowledged: 12,
      lost: 0,
      clients: 3,
      interrupted: false,
    });
  });
});

const accepts = (packet: Packet, client: ScriptedClient): void => {
  if (packet.cmd === 'connect') client.send(connack());
  else if (packet.cmd === 'publish' && packet.qos === 1) client.send(puback(packet.messageId));
};
const at = (port: number, more: string): string =>
  `pump.js --broker mqtt://127.0.0.1:${port} ${more}`;

describe('simulate', () => {
  it('presents each client with its own user, leaves no will, and retains', async () => {
    await using broker = await startScriptedBroker(accepts);
    const io = fakeIo({ cwd: dir, env: { PM_SIM_PASSWORD: 'secret' } });
    const line = at(broker.port, '-c 2 -L 1 --speed max -u u-%i -I p%i -t t/%u -r -k 77');
    expect((await simulate(line, io)).exit).toBe(0);
    const connects = broker.received.filter((packet) => packet.cmd === 'connect');
    expect(connects).toMatchObject([
      { clientId: 'p1', username: 'u-1', password: Buffer.from('secret'), keepalive: 77 },
      { clientId: 'p2', username: 'u-2', password: Buffer.from('secret'), keepalive: 77 },
    ]);
    expect(connects.every(({ will }) => will === undefined)).toBe(true);
    const topics = broker.received.flatMap((packet) =>
      packet.cmd === 'publish' ? [`${packet.topic} ${packet.retain}`] : [],
    );
    expect(topics.toSorted()).toEqual(['t/u-1 true', 't/u-2 true']);
  });

  it('says at QoS 0 that nothing is acknowledged', async () => {
    await using broker = await startScriptedBroker(accepts);
    const { exit, err } = await simulate(at(broker.port, '-q 0 -L 5 --speed max'));
    expect(exit).toBe(0);
    expect(err).toMatch(/pump, 1 client: 5 sent, QoS 0: none is acknowledged, .* msgs\/s/u);
  });

  it('ends with 3 where nobody is let in, and tells why once', async () => {
    await using broker = await startScriptedBroker((_packet, client) => client.send(connack(4)));
    const { exit, err } = await simulate(at(broker.port, '-I p'));
    expect(exit).toMatchObject({ code: 'connection/refused', kind: 'connection' });
    expect(err).toContain(
      'p was refused: The broker refused the connection: bad user name or password.',
    );
  });

  it('ends with 3 where some are not let in, after what the others had to say', async () => {
    await using broker = await startScriptedBroker((packet, client) => {
      if (packet.cmd === 'connect') client.send(connack(packet.clientId === 'p2' ? 5 : 0));
      else accepts(packet, client);
    });
    const { exit, err } = await simulate(at(broker.port, '-I p%i -c 2 -L 3 --speed max'));
    expect(exit).toMatchObject({ message: 'The broker refused 1 of 2 clients.' });
    expect(err).toContain('6 sent, 3 acknowledged, 3 lost, 1 client refused');
  });

  it('ends with 3 where there is no broker', async () => {
    const broker = await startScriptedBroker(accepts);
    await broker[Symbol.asyncDispose]();
    expect((await simulate(at(broker.port, '--quiet'))).exit).toMatchObject({
      code: 'connection/unreachable',
      kind: 'connection',
    });
  });

  it('ends with 130 and a summary when it is interrupted', async () => {
    const io = fakeIo({ cwd: dir });
    await using broker = await startScriptedBroker((packet, client) => {
      accepts(packet, client);
      if (packet.cmd === 'publish') io.interrupt();
    });
    const { exit, out } = await simulate(at(broker.port, '--im 5 --json --quiet'), io);
    expect(exit).toBe(130);
    expect(linesOf(out)).toMatchObject([{ type: 'summary', interrupted: true, lost: 0 }]);
  });

  it('speaks TLS with the certificates that it is given, and no others', async () => {
    const authority = createAuthority();
    const broker = await startTestBroker({ authority });
    const { cert, key } = issueIdentity(authority, 'pumps');
    const files = {
      ca: authority.certificatePem,
      cert,
      key,
      other: createAuthority().certificatePem,
    };
    for (const [name, pem] of Object.entries(files)) writeFileSync(join(dir, `${name}.pem`), pem);
    const line = (more: string): string =>
      `pump.js -h 127.0.0.1 -p ${broker.port} -c 2 -L 1 --speed max --cert cert.pem --key key.pem ${more}`;
    try {
      expect((await simulate(line('--ca ca.pem'))).exit).toBe(0);
      expect((await simulate(line('--insecure'))).exit).toBe(0);
      expect(broker.received).toHaveLength(4);
      expect((await simulate(line('--ca other.pem'))).exit).toMatchObject({
        code: 'connection/refused',
        kind: 'connection',
      });
      expect((await simulate(line('--ca none.pem'))).exit).toMatchObject({ code: 'run/identity' });
    } finally {
      await broker.kill();
    }
  });

  it('says what is wrong in a script, and where', async () => {
    writeFileSync(join(dir, 'bad.js'), 'exports.generator = () => {\n  nowhere() }');
    const { exit } = await simulate('bad.js --dry-run');
    expect(exit).toMatchObject({
      code: 'script/failed',
      message: `${join(dir, 'bad.js')}:2: ReferenceError: nowhere is not defined.`,
    });
  });
});
