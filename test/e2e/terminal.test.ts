import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAlertLog } from '../../src/cli/reporters/alert-log.ts';
import { createEpisodeLog } from '../../src/cli/reporters/episode-log.ts';
import { ALERT, START } from '../cli/reporters/fixtures.ts';
import { openPane, tmuxMissing, type Pane } from './tmux.ts';

const missing = tmuxMissing();
if (missing !== undefined) {
  process.stderr.write(`The terminal UI is not tried in a terminal: ${missing}.\n`);
}

const root = fileURLToPath(new URL('../..', import.meta.url));
const tsx = join(root, 'node_modules', '.bin', 'tsx');
const CLI = `${tsx} ${join(root, 'src', 'cli', 'main.ts')}`;
/** A turbine that is watched closely: an alarm limit of its gearbox needs no learning. */
const RUN = `${CLI} run --profile wind-farm --count 12 --seed 7 --speed 30 --state state`;

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'pm-sim-terminal-'));
});
afterEach(() => rm(cwd, { recursive: true, maxRetries: 40, retryDelay: 250 }));

function open(columns: number, rows: number, env: Readonly<Record<string, string>> = {}): Pane {
  return openPane({ columns, rows, cwd, env });
}

/** What a run that is over has left of its one alert. */
async function keepAlert(): Promise<void> {
  const state = join(cwd, 'state');
  await mkdir(state);
  const log = createAlertLog({ stateDir: state, fresh: false, now: Date.now, onFailure: refuse });
  log.onEvent({ type: 'alert', alert: ALERT });
  const episodes = createEpisodeLog({ stateDir: state, fresh: false, onFailure: refuse });
  const from = { device: ALERT.device, site: 'ridge', type: 'wind_turbine', serial: 'S1' };
  for (let ts = 0; ts < 40; ts += 1) {
    episodes.onReading?.({ ...from, ts: START + ts * 1_000, metrics: { power_kw: ts } }, true);
    episodes.onScored?.({
      ...from,
      ts: START + ts * 1_000,
      boot: 'b1',
      seq: ts,
      ready: true,
      score: ts / 10,
      threshold: ALERT.threshold,
      anomalous: ts > 24,
      values: {},
      attribution: [],
    });
  }
  episodes.onEvent({ type: 'alert', alert: ALERT });
  await episodes.close();
}

function refuse(text: string): void {
  throw new Error(text);
}

/** What the terminal driver is set to, as the shell finds it. */
async function settings(pane: Pane, when: string): Promise<string> {
  await pane.shows(/ready>$/m);
  pane.press(`stty -g > ${when}; echo it is kept ${when}`, 'Enter');
  await pane.shows(new RegExp(`^it is kept ${when}`, 'm'));
  return readFile(join(cwd, when), 'utf8');
}

describe.skipIf(missing !== undefined)('the terminal UI in a terminal', () => {
  it('injects, shows the alert, acknowledges it, and leaves the terminal as it was', async () => {
    using pane = open(80, 24);
    const before = await settings(pane, 'before');
    pane.press(RUN, 'Enter');
    await pane.shows('● live');
    expect(pane.ask('#{alternate_on}')).toBe('1');
    pane.press('j', 'i');
    await pane.shows('Inject a fault');
    await pane.shows('▸ gearbox-bearing-wear');
    pane.press('Enter');
    await pane.shows(/fault +gearbox-bearing-wear in wt-002/);
    await pane.shows(/[1-9] open, [1-9] unseen/);
    pane.press('3');
    await pane.shows('not acknowledged: a');
    pane.press('a');
    await pane.shows('✓ acknowledged');
    pane.press('4');
    await pane.shows('the alert of wt-002 was acknowledged');
    pane.press('q');
    await pane.shows(/all readings[^]*ready>$/m);
    expect(pane.ask('#{alternate_on} #{cursor_flag}')).toBe('0 1');
    expect(before).toMatch(/^[\da-f:]{40,}\n$/);
    expect(await settings(pane, 'after')).toBe(before);
  });

  it('lists alerts in another terminal, with the signals around each', async () => {
    await keepAlert();
    using pane = open(100, 30);
    await pane.shows(/ready>$/m);
    pane.press(`${CLI} tail --state state`, 'Enter');
    await pane.shows('● following');
    await pane.shows('1 open, 1 unseen');
    pane.press('Enter');
    await pane.shows(/power 39 kW +0 … 39/);
    await pane.shows('threshold 2.40');
    pane.press('Escape');
    await pane.shows('Enter for its charts');
    pane.press('a');
    await pane.shows('No run is under way');
    await pane.shows('1 open, 1 unseen');
    pane.press('q');
    await pane.shows(/tail --state state\s+ready>$/m);
    expect(pane.ask('#{alternate_on} #{cursor_flag}')).toBe('0 1');
  });

  it('opens charts, follows a resize, comes back from Ctrl+Z, and hears another terminal', async () => {
    using pane = open(140, 40);
    using other = open(100, 30);
    await pane.shows(/ready>$/m);
    pane.press(RUN, 'Enter');
    await pane.shows('● live');
    pane.press('Enter');
    await pane.shows('anomaly score');
    pane.resize(80, 24);
    // All 24 lines at once: a screen that is read between two of them shows neither the old nor the new.
    const small = await pane.shows(
      /^(?=[^]*╭─ ● wt-001[^\n]{50,70}╮$)(?:[^\n]*\n){23}[^\n]*q quit\s*$/mu,
    );
    expect(Math.max(...small.split('\n').map((line) => line.trimEnd().length))).toBe(80);
    pane.press('C-z');
    await pane.shows(/Stopped[^]*ready>$/m);
    expect(pane.ask('#{alternate_on} #{cursor_flag}')).toBe('0 1');
    pane.press('fg', 'Enter');
    await pane.shows('anomaly score');
    other.press(`${CLI} inject oil-cooler-loss --device wt-003 --over 30s --state state`, 'Enter');
    await other.shows('injected oil-cooler-loss into wt-003');
    pane.press('4');
    await pane.shows('oil-cooler-loss in wt-003');
    pane.press('C-c');
    await pane.shows('all readings');
  });

  it('has no colour with NO_COLOR, and survives a terminal that is too small', async () => {
    using pane = open(50, 12, { NO_COLOR: '1' });
    await pane.shows(/ready>$/m);
    pane.press(RUN, 'Enter');
    await pane.shows('This terminal is 50×12');
    pane.resize(90, 30);
    await pane.shows('● live');
    pane.press('?');
    await pane.shows('any key closes');
    pane.press('x', '/');
    pane.press('012');
    await pane.shows(/Fleet \/012/);
    await pane.shows('▸ ● wt-012');
    expect(pane.coloured()).toBe(false);
    pane.press('C-c');
    await pane.shows('all readings');
  });
});
