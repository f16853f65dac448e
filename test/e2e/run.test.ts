import { readFileSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TruthEvent } from '../../src/telemetry/truth.ts';
import { openWorkplace, type Finished, type Workplace } from './cli-run.ts';

const FARM = 'run --profile wind-farm --speed max --json';

let place: Workplace;

beforeEach(async () => {
  place = await openWorkplace();
});

afterEach(() => place[Symbol.asyncDispose]());

function hashes({ events }: Finished): Record<string, string> {
  return Object.fromEntries(
    events.flatMap((event) =>
      event.type === 'device-telemetry' ? [[event.device, event.sha256]] : [],
    ),
  );
}

describe('pm-sim run', () => {
  it('brings an injected fault through the whole path to one alert, and loses nothing', async () => {
    const fault = '--inject gearbox-bearing-wear@wt-001+8m,over=6m';
    const short = '--duration 20m --set interval=3s --set scoring.warmUp=6m';
    const { exitCode, summary, events } = await place.run(
      `${FARM} -c 2 --seed 1 ${short} ${fault} --out report`,
    );
    expect(exitCode).toBe(0);
    expect(summary).toMatchObject({ type: 'summary', lost: 0, duplicated: 0, reordered: 0 });
    expect(summary.generated).toBe(800);
    const dropped = Object.values(summary.dropped).reduce((sum, count) => sum + count, 0);
    expect(summary.published + dropped).toBe(summary.generated);
    expect(summary).toMatchObject({
      acknowledged: summary.published,
      routed: summary.published,
      scored: summary.published,
    });
    expect(summary.alertsByDevice).toEqual({ 'wt-001': 1 });
    expect(summary.latencyMs.p50).toBeGreaterThan(0);

    const alert = events.find((event) => event.type === 'alert');
    const truth = JSON.parse(
      await readFile(join(place.dir, 'report', 'truth.ndjson'), 'utf8'),
    ) as TruthEvent;
    expect(truth).toMatchObject({ device: 'wt-001', mode: 'gearbox-bearing-wear' });
    expect(alert?.alert.openedAt).toBeGreaterThan(truth.onset);
    expect(truth.detectable).toBeGreaterThan(truth.onset);
    expect(events.filter(({ type }) => type === 'truth-completed')).toEqual([
      { type: 'truth-completed', truth },
    ]);
  });

  it('repeats its telemetry for a seed, and one device more changes no other', async () => {
    const first = await place.run(`${FARM} -c 2 --seed 7 --duration 1m --state a`);
    const again = await place.run(`${FARM} -c 2 --seed 7 --duration 1m --state b`);
    const wider = await place.run(`${FARM} -c 3 --seed 7 --duration 1m --state c`);
    expect(again.summary.telemetrySha256).toBe(first.summary.telemetrySha256);
    expect(wider.summary.telemetrySha256).not.toBe(first.summary.telemetrySha256);
    const { 'wt-003': third, ...others } = hashes(wider);
    expect(third).toMatch(/^[0-9a-f]{64}$/);
    expect(others).toEqual(hashes(first));
    const other = await place.run(`${FARM} -c 2 --seed 8 --duration 1m --state d`);
    expect(other.summary.telemetrySha256).not.toBe(first.summary.telemetrySha256);
  });

  it('loses, doubles and reorders nothing of what a dirty field bus brought to the edge', async () => {
    const dirt =
      '--set dirt.lossShare=0.2 --set dirt.duplicateShare=0.2 --set dirt.disorderShare=0.3';
    const edge = '--set edge.filters=[] --set publish.policy=historian';
    const { exitCode, summary } = await place.run(
      `${FARM} -c 2 --seed 3 --duration 2m ${dirt} ${edge}`,
    );
    expect(exitCode).toBe(0);
    expect(summary).toMatchObject({ lost: 0, duplicated: 0, reordered: 0 });
    expect(summary.generated).toBeGreaterThan(100);
    expect(summary.scored).toBe(summary.generated);
  });

  it('keeps one state folder for one run after another', async () => {
    const first = await place.run(`${FARM} -c 2 --seed 7 --duration 1m`);
    const second = await place.run(`${FARM} -c 2 --seed 7 --duration 1m`);
    expect([first.exitCode, second.exitCode]).toEqual([0, 0]);
    expect(second.summary).toMatchObject({
      lost: 0,
      duplicated: 0,
      scored: second.summary.published,
    });
  });

  it('keeps private keys encrypted with a passphrase, and refuses another one without telling either', async () => {
    writeFileSync(join(place.dir, 'secret'), 'open sesame\n');
    writeFileSync(join(place.dir, 'guess'), 'open barley\n');
    const line = `${FARM} -c 1 --seed 7 --duration 10s --key-passphrase-file`;
    const first = await place.run(`${line} secret`);
    const key = readFileSync(
      join(place.dir, '.pm-sim', 'devices', 'wt-001', 'private.pem.key'),
      'utf8',
    );
    const second = await place.run(`${line} secret`);
    const wrong = await place.run(`${line} guess`);
    expect(key).toContain('BEGIN ENCRYPTED PRIVATE KEY');
    expect([first.exitCode, second.exitCode, wrong.exitCode]).toEqual([0, 0, 2]);
    expect(second.summary).toMatchObject({ lost: 0 });
    expect(wrong.stderr).toContain('private.pem.key is encrypted with another passphrase.');
    expect(wrong.stderr + wrong.stdout).not.toMatch(/open |PRIVATE KEY/);
  });

  it('drains and sums up when it is interrupted', async () => {
    const running = place.start('run --profile wind-farm -c 2 --json --speed 50 --seed 1');
    while (!running.events().some((event) => event.type === 'progress')) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    running.io.interrupt();
    const { exitCode, summary } = await running.finished;
    expect(exitCode).toBe(130);
    expect(summary).toMatchObject({ interrupted: true, lost: 0, acknowledged: summary.published });
  });

  it('tells a person on stderr what a pipe is not told', async () => {
    const { exitCode, stdout, stderr } = await place.run(
      'run --profile wind-farm -c 1 --speed max --seed 1 --duration 30s',
    );
    expect(exitCode).toBe(0);
    expect(stdout).toBe('');
    expect(stderr).toContain('seed 1');
    expect(stderr).toMatch(/lost +0/);
  });
});
