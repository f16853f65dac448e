import { connectAsync } from 'mqtt';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openWorkplace, type Workplace } from './cli-run.ts';
import { startAedes, type RealBroker } from '../contracts/real-brokers.ts';

/** Filters that keep some and drop some, a fault, and readings that are held up on their way. */
const LINE =
  'run --profile wind-farm -c 8 --seed 3 --speed max --duration 40s --set interval=5s --inject gearbox-bearing-wear@wt-005+10s,over=20s --set dirt.lossShare=0.1 --set dirt.disorderShare=0.2 --json';

let place: Workplace;
let broker: RealBroker;
beforeAll(async () => {
  place = await openWorkplace();
  broker = await startAedes();
});
afterAll(async () => {
  await broker[Symbol.asyncDispose]();
  await place[Symbol.asyncDispose]();
});

async function runWith(flags: string) {
  const { exitCode, summary, events, stderr } = await place.run(
    `${LINE} --target mqtt://127.0.0.1:${broker.port}${flags}`,
  );
  expect(stderr).toBe('');
  expect(exitCode).toBe(0);
  const devices = events.flatMap((event) =>
    event.type === 'device-telemetry' ? [`${event.device} ${event.sha256}`] : [],
  );
  const truth = events.flatMap((event) => (event.type === 'truth-completed' ? [event.truth] : []));
  return { summary, devices: devices.toSorted(), truth };
}

describe('a fleet at a broker', () => {
  it('says the same with any number of workers and connections, and as it would to the twin', async () => {
    const alone = await runWith('');
    expect(alone.summary).toMatchObject({
      devices: 8,
      lost: 0,
      atBroker: { connections: 8, workers: 1 },
    });
    expect(alone.summary.published).toBeLessThan(alone.summary.generated);
    expect(alone.truth).toHaveLength(1);
    for (const flags of [
      ' --gateways 3',
      ' --workers 2',
      ' --gateways 5 --workers 4',
      ' --workers 2 --client mqtt',
      ' --gateways 3 --client crt',
    ]) {
      const other = await runWith(flags);
      expect(other.summary.telemetrySha256).toBe(alone.summary.telemetrySha256);
      expect(other.devices).toEqual(alone.devices);
      expect(other.truth).toEqual(alone.truth);
      const { generated, dropped, published } = alone.summary;
      expect(other.summary).toMatchObject({
        generated,
        dropped,
        published,
        acknowledged: published,
      });
    }
    const twin = await place.run(LINE);
    expect(twin.summary.telemetrySha256).toBe(alone.summary.telemetrySha256);
    expect(twin.summary.dropped).toEqual(alone.summary.dropped);
  }, 120_000);

  it('says at once that there is no broker', async () => {
    const { exitCode, stderr } = await place.run(
      'run --profile factory -c 3 --seed 1 --duration 1h --target mqtt://127.0.0.1:1',
    );
    expect(exitCode).toBe(3);
    expect(stderr).toContain('There is no broker at 127.0.0.1 port 1.');
  });

  it('publishes to the topic of a rule where basic ingest is asked for', async () => {
    const heard = await connectAsync(`mqtt://127.0.0.1:${broker.port}`, { reconnectPeriod: 0 });
    const topics: string[] = [];
    heard.on('message', (topic) => topics.push(topic));
    await heard.subscribeAsync('$aws/rules/#', { qos: 1 });
    const { summary } = await place.run(
      `run --profile factory -c 2 --seed 1 --speed max --duration 2s --set edge.filters=[] --basic-ingest pm_rule --json --target mqtt://127.0.0.1:${broker.port}`,
    );
    await heard.endAsync();
    expect(summary.published).toBe(4);
    expect(topics).toHaveLength(4);
    expect(topics[0]).toMatch(
      /^\$aws\/rules\/pm_rule\/dt\/pm-sim\/plant\/machine-00[12]\/telemetry$/,
    );
  });
});
