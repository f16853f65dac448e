import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TruthEvent } from '../../src/telemetry/truth.ts';
import { openWorkplace, type Finished, type Workplace } from './cli-run.ts';

let place: Workplace;

beforeEach(async () => {
  place = await openWorkplace();
});

afterEach(() => place[Symbol.asyncDispose]());

const NOTHING_LOST = { lost: 0, reordered: 0 };
const SHORT = '--speed max --json -c 4 --set interval=5s';

function changesOf({ events }: Finished, state: string): readonly string[] {
  return events
    .flatMap((event) =>
      event.type === 'connection' && event.state === state ? [event.device] : [],
    )
    .toSorted();
}

async function truthOf(out: string): Promise<readonly TruthEvent[]> {
  const text = await readFile(join(place.dir, out, 'truth.ndjson'), 'utf8');
  const lines = text.split('\n').filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line) as TruthEvent);
}

describe('pm-sim run --scenario', () => {
  it('cuts half of the fleet off for a while, and loses nothing', async () => {
    const ended = await place.run(`run --scenario network-outage ${SHORT} --out report`);
    expect(ended.exitCode).toBe(0);
    const { summary } = ended;
    expect(summary).toMatchObject({ ...NOTHING_LOST, seed: 'outage', generated: 960 });
    expect(summary).toMatchObject({
      acknowledged: summary.published,
      scored: summary.published,
    });
    const cut = changesOf(ended, 'disconnected');
    expect(cut).toHaveLength(2);
    expect(changesOf(ended, 'connected')).toHaveLength(4 + cut.length);
    const truth = await truthOf('report');
    expect(truth.map(({ device, mode, kind }) => `${device} ${mode} ${kind}`).toSorted()).toEqual(
      cut.map((device) => `${device} network-outage operational`),
    );
    const repeated = await place.run(`run --scenario network-outage ${SHORT} --state again`);
    expect(repeated.summary.telemetrySha256).toBe(summary.telemetrySha256);
    expect(changesOf(repeated, 'disconnected')).toEqual(cut);
  });

  it('gives every device another certificate, which the next run goes on with', async () => {
    const certificate = (): Promise<string> =>
      readFile(join(place.dir, '.pm-sim', 'devices', 'wt-001', 'certificate.id'), 'utf8');
    const before = await place.run(`run --profile wind-farm ${SHORT} --duration 10s --seed 1`);
    expect(before.exitCode).toBe(0);
    const old = await certificate();
    const line = `run --scenario certificate-rotation ${SHORT} --duration 10m`;
    const { exitCode, summary, ...rest } = await place.run(line);
    expect(exitCode).toBe(0);
    expect(summary).toMatchObject({ ...NOTHING_LOST, scored: summary.published });
    expect(changesOf({ exitCode, summary, ...rest }, 'disconnected')).toHaveLength(4);
    expect(await certificate()).not.toBe(old);
    const after = await place.run(`run --profile wind-farm ${SHORT} --duration 10s --seed 2`);
    expect(after.exitCode).toBe(0);
  });

  it('takes a storm and a fault that overlap, from a file of the user', async () => {
    const mine = join(place.dir, 'mine.yaml');
    await writeFile(
      mine,
      [
        'scenario: mine',
        'description: A storm in a failing gearbox',
        'profile: wind-farm',
        'duration: 2m',
        'seed: 1',
        'steps:',
        '  - { at: 20s, devices: wt-001, fault: { mode: gearbox-bearing-wear, over: 1m } }',
        '  - { at: 30s, every: 30s, times: 2, all: true, reconnect-storm: true }',
        '  - { at: 1m30s, devices: wt-001, outage: { for: 10m } }',
        '  - { at: 1m40s, devices: wt-001, repair: {} }',
        '',
      ].join('\n'),
    );
    const ended = await place.run(`run --scenario ${mine} ${SHORT} -c 2 --out report`);
    expect(ended.exitCode).toBe(0);
    expect(ended.summary).toMatchObject({ ...NOTHING_LOST, generated: 48 });
    expect(changesOf(ended, 'disconnected')).toHaveLength(5);
    const [fault] = await truthOf('report');
    expect(fault).toMatchObject({ mode: 'gearbox-bearing-wear' });
    expect((fault?.repaired ?? 0) - (fault?.onset ?? 0)).toBe(80_000);
  });

  it('refuses an endless campaign', async () => {
    const { exitCode, stderr } = await place.run('run --profile wind-farm --campaign default');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('A campaign needs to know how long the run is.');
  });

  it('draws a campaign for a run as for a data set', async () => {
    const line = '--profile wind-farm -c 4 --seed 3 --campaign default --set interval=1m --out';
    await place.run(`run --speed max --json --duration 1h ${line} report`);
    await place.run(`generate --days ${1 / 24} ${line} data`);
    const truth = await truthOf('report');
    expect(truth.length).toBeGreaterThan(0);
    expect(truth).toEqual(await truthOf('data'));
  });
});
