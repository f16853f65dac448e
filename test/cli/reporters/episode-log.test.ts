import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { episodesDir, readEpisode } from '../../../src/cli/reporters/episode-file.ts';
import { createEpisodeLog } from '../../../src/cli/reporters/episode-log.ts';
import type { Reporter } from '../../../src/cli/reporters/reporter.ts';
import { ALERT, started } from './fixtures.ts';

let dir: string;
let failures: string[];
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'pm-sim-episodes-'));
  failures = [];
});
afterEach(() => rm(dir, { recursive: true }));

function logIn(stateDir: string, devices = 12, fresh = false): Reporter {
  const log = createEpisodeLog({ stateDir, fresh, onFailure: (text) => failures.push(text) });
  log.onEvent(started(devices));
  return log;
}

function feed(log: Reporter, [from, to]: readonly [number, number], device = 'wt-001'): void {
  for (let ts = from; ts < to; ts += 1) {
    const metrics = { power_kw: ts };
    log.onReading?.({ device, site: 'ridge', type: 'turbine', serial: 'S1', ts, metrics }, true);
    log.onScored?.({
      device,
      site: 'ridge',
      serial: 'S1',
      boot: 'b1',
      seq: ts,
      ts,
      ready: true,
      score: ts / 100,
      threshold: 2,
      anomalous: ts > 200,
      values: metrics,
      attribution: [],
    });
  }
}

describe('the episode log', () => {
  it('keeps the signals and scores before and after an alert', async () => {
    const log = logIn(dir);
    feed(log, [0, 300]);
    log.onEvent({ type: 'alert', alert: ALERT });
    feed(log, [300, 500]);
    await log.close();
    const episode = await readEpisode(dir, ALERT.id);
    expect(episode).toMatchObject({
      id: ALERT.id,
      device: 'wt-001',
      type: 'turbine',
      serial: 'S1',
    });
    expect(episode.readings[0]).toEqual({ ts: 140, metrics: { power_kw: 140 } });
    expect(episode.readings.at(-1)?.ts).toBe(379);
    expect(episode.scores.at(-1)).toMatchObject({ ts: 378, threshold: 2, anomalous: true });
    expect(failures).toEqual([]);
  });

  it('has what came before the end of a run that ends soon after', async () => {
    const log = logIn(dir);
    feed(log, [0, 5]);
    log.onEvent({ type: 'alert', alert: ALERT });
    feed(log, [5, 7]);
    await log.close();
    expect((await readEpisode(dir, ALERT.id)).readings).toHaveLength(7);
  });

  it('holds little of each device of a large fleet, and more once an alert has come', async () => {
    const log = logIn(dir, 10_000);
    feed(log, [0, 100]);
    log.onEvent({ type: 'alert', alert: ALERT });
    feed(log, [100, 150]);
    await log.close();
    const { readings } = await readEpisode(dir, ALERT.id);
    expect([readings[0]?.ts, readings.length]).toEqual([98, 52]);
  });

  it('writes nothing of a device that has sent nothing, and says what it does not have', async () => {
    const log = logIn(dir);
    log.onEvent({ type: 'alert', alert: ALERT });
    await log.close();
    await expect(readEpisode(dir, ALERT.id)).rejects.toMatchObject({ code: 'episode/missing' });
  });

  it('keeps the newest two hundred', async () => {
    const log = logIn(dir);
    feed(log, [0, 5]);
    for (let i = 0; i < 205; i += 1) {
      log.onEvent({ type: 'alert', alert: { ...ALERT, id: `wt-001#b1#${i}` } });
    }
    await log.close();
    const names = await readdir(episodesDir(dir));
    expect(names).toHaveLength(200);
    expect(names).not.toContain('wt-001%23b1%230.json');
  });

  it('forgets those of earlier runs when asked to', async () => {
    const first = logIn(dir);
    feed(first, [0, 5]);
    first.onEvent({ type: 'alert', alert: ALERT });
    await first.close();
    await logIn(dir).close();
    expect(await readdir(episodesDir(dir))).toHaveLength(1);
    await logIn(dir, 12, true).close();
    expect(await readdir(episodesDir(dir))).toEqual([]);
  });

  it('says once that it cannot write, and lets the run go on', async () => {
    await mkdir(join(dir, 'state'));
    await writeFile(episodesDir(join(dir, 'state')), 'no folder');
    const log = logIn(join(dir, 'state'));
    feed(log, [0, 5]);
    log.onEvent({ type: 'alert', alert: ALERT });
    log.onEvent({ type: 'alert', alert: { ...ALERT, id: 'other' } });
    await log.close();
    expect(failures).toHaveLength(1);
  });
});
