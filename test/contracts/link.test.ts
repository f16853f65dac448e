import { describe, expect, it } from 'vitest';
import { startDribblingProxy } from './dribbling-proxy.ts';
import { CASES } from './link-clients.ts';
import { openedLink, TOPIC, WILL } from './opened-link.ts';
import { hasMosquitto, startAedes, startMosquitto } from './real-brokers.ts';

const BROKERS = [
  ['aedes', startAedes, true],
  ['mosquitto', startMosquitto, hasMosquitto],
] as const;

/** ASCII, more than ASCII, nothing, and more than a packet length of two bytes or a batch holds. */
const PAYLOADS = [
  ...Array.from({ length: 300 }, (_, i) => JSON.stringify({ seq: i, wind_ms: i / 7 })),
  'Öl 90 °C ⚡ 風車',
  '',
  'x'.repeat(20_000),
  'ü'.repeat(60_000),
];

const COMMANDS = 'cmd/pm-sim/ridge/wt-001';

describe.each(BROKERS)('on %s', (_broker, start, available) => {
  describe.skipIf(!available).each(CASES)(
    'a link by $client, MQTT $protocolVersion,',
    ({ openLink, protocolVersion }) => {
      it.each([0, 1] as const)('delivers at QoS %i in order and whole', async (qos) => {
        await using broker = await start();
        const { connected, closed, link, say } = openedLink(openLink, broker.port, {
          protocolVersion,
        });
        await connected;
        const said = await Promise.all(PAYLOADS.map((payload) => say(payload, { qos })));
        const heard = await broker.heard(PAYLOADS.length);
        link.end();
        await closed;

        expect(said).toEqual(PAYLOADS.map(() => undefined));
        expect(heard).toEqual(PAYLOADS.map((payload) => ({ topic: TOPIC, payload })));
      });

      it('leaves its will when it is destroyed, and none when it ends', async () => {
        await using broker = await start();
        const good = openedLink(openLink, broker.port, { protocolVersion });
        await good.connected;
        await good.say('a');
        good.link.end();
        await good.closed;
        const bad = openedLink(openLink, broker.port, { protocolVersion });
        await bad.connected;
        await bad.say('b');
        bad.link.destroy();
        expect(await bad.closed).toEqual({ reached: 'accepted' });

        expect(await broker.heard(3)).toEqual([
          { topic: TOPIC, payload: 'a' },
          { topic: TOPIC, payload: 'b' },
          WILL,
        ]);
      });

      it('hears what is said under its filters until it wants no more of them', async () => {
        await using broker = await start();
        const { connected, closed, link, say, listen, heard, hears } = openedLink(
          openLink,
          broker.port,
          { protocolVersion },
        );
        await connected;
        expect(await listen(`${COMMANDS}/+`, TOPIC)).toBeUndefined();
        await say('own');
        await say('Öl ⚡', { topic: `${COMMANDS}/a` });
        await say('', { topic: `${COMMANDS}/b`, qos: 0 });
        await say('for others', { topic: `${COMMANDS}/a/b` });
        await hears(3);
        const refusal = await new Promise((done) => link.unsubscribe([`${COMMANDS}/+`], done));
        await say('unheard', { topic: `${COMMANDS}/a` });
        await say('end');
        await hears(4);
        link.end();
        await closed;

        expect(refusal).toBeUndefined();
        expect(heard.map(({ topic, payload, qos }) => [topic, payload, qos])).toEqual([
          [TOPIC, 'own', 1],
          [`${COMMANDS}/a`, 'Öl ⚡', 1],
          [`${COMMANDS}/b`, '', 0],
          [TOPIC, 'end', 1],
        ]);
      });

      it('comes back to its session, and to what was said for it meanwhile', async () => {
        await using broker = await start();
        const change = { protocolVersion, session: { expirySeconds: 60 } };
        const first = openedLink(openLink, broker.port, change);
        const before = await first.connected;
        await first.listen(`${COMMANDS}/#`);
        first.link.destroy();
        await first.closed;
        const other = openedLink(openLink, broker.port, { protocolVersion, clientId: 'other' });
        await other.connected;
        await other.say('meanwhile', { topic: `${COMMANDS}/a` });
        other.link.end();
        await other.closed;
        const second = openedLink(openLink, broker.port, change);
        const after = await second.connected;
        await second.hears(1);
        second.link.end();
        await second.closed;

        expect([before.sessionPresent, after.sessionPresent]).toEqual([false, true]);
        expect(second.heard).toMatchObject([{ topic: `${COMMANDS}/a`, payload: 'meanwhile' }]);
      });

      it('does not mind bytes that come one by one', async () => {
        await using broker = await start();
        await using proxy = await startDribblingProxy(broker.port);
        const { connected, closed, link, say } = openedLink(openLink, proxy.port, {
          protocolVersion,
        });
        await connected;
        const payloads = PAYLOADS.slice(0, 10);
        await Promise.all(payloads.map((payload) => say(payload)));
        link.end();
        await closed;

        expect((await broker.heard(10)).map(({ payload }) => payload)).toEqual(payloads);
      });
    },
  );
});
