import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openWorkplace, type EventOf, type Workplace } from './cli-run.ts';

const MAIN = join(import.meta.dirname, '../../src/cli/main.ts');
const TSX = import.meta.resolve('tsx');
const LINE =
  'run --profile wind-farm -c 5 --seed 5 --speed max --duration 4m --set interval=3s --campaign none --inject gearbox-bearing-wear@wt-002+1m,over=2m --inject gearbox-bearing-wear@wt-004+1m,over=2m --json';

let place: Workplace;
beforeEach(async () => {
  place = await openWorkplace();
});
afterEach(() => place[Symbol.asyncDispose]());

const COUNT = 4;

/** A part of the fleet in a process of its own, told which by its command line or by its environment. */
async function runPart(index: number): Promise<void> {
  const isTold = index > 0;
  const shard = `${isTold ? index + 1 : 'auto'}/${COUNT}`;
  const args = [...LINE.split(' '), '--shard', shard, '--out', 'parts'];
  const job = isTold ? {} : { JOB_COMPLETION_INDEX: String(index) };
  const env = { ...process.env, CI: '1', ...job };
  await promisify(execFile)(process.execPath, ['--import', TSX, MAIN, ...args], {
    cwd: place.dir,
    env,
    maxBuffer: 2 ** 26,
  });
}

interface Report {
  readonly started: EventOf<'started'>;
  readonly summary: EventOf<'summary'>;
  readonly telemetrySha256: Readonly<Record<string, string>>;
}

async function reportIn(folder: string): Promise<Report> {
  return JSON.parse(await readFile(join(place.dir, folder, 'report.json'), 'utf8')) as Report;
}

function generated(reports: readonly Report[]): number {
  return reports.reduce((sum, { summary }) => sum + summary.generated, 0);
}

describe('a fleet on several machines', () => {
  it('is the same fleet: four processes together equal the undivided run', async () => {
    const places = Array.from({ length: COUNT }, (_, index) => index);
    const [whole] = await Promise.all([place.run(`${LINE} --out whole`), ...places.map(runPart)]);
    expect(whole.exitCode).toBe(0);
    expect(whole.summary).toMatchObject({ devices: 5, lost: 0, duplicated: 0 });

    const folders = places.map((index) => `parts/shard-${index + 1}-of-${COUNT}`);
    const parts = await Promise.all(folders.map(reportIn));
    const undivided = await reportIn('whole');
    for (const { summary } of parts) expect(summary).toMatchObject({ lost: 0, duplicated: 0 });
    const names = parts.flatMap(({ started }) => started.devices);
    expect(names.toSorted()).toEqual(undivided.started.devices);
    const hashes = Object.assign({}, ...parts.map((part) => part.telemetrySha256)) as object;
    expect(hashes).toEqual(undivided.telemetrySha256);
    expect(generated(parts)).toBe(generated([undivided]));

    const judged = await place.run(`eval ${folders.join(' ')} --json`);
    const alone = await place.run('eval whole --json');
    const [together, single] = [judged, alone].map(({ stdout }) => JSON.parse(stdout));
    expect(together.telemetrySha256).toBe(whole.summary.telemetrySha256);
    expect(together.devices).toBe(5);
    // The parts end with their own last readings, so spans may differ by less than an interval.
    expect(Math.abs(together.to - single.to)).toBeLessThan(3_000);
    expect(together.either.detection).toEqual(single.either.detection);
    expect(together.either.detection.events).toBe(2);
  }, 60_000);
});
