import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openWorkplace, type Workplace } from './cli-run.ts';

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

/** The first part, in a process of its own, which is told by its environment which. */
async function runFirst(): Promise<void> {
  const args = [...LINE.split(' '), '--shard', `auto/${COUNT}`, '--out', 'parts'];
  const env = { ...process.env, JOB_COMPLETION_INDEX: '0', CI: '1' };
  await promisify(execFile)(process.execPath, ['--import', TSX, MAIN, ...args], {
    cwd: place.dir,
    env,
    maxBuffer: 2 ** 26,
  });
}

describe('a fleet on several machines', () => {
  // Four processes load the program four times, which is all that this would add: the parts share
  // nothing but a disk in one process either.
  it('is the same fleet: its parts together equal the undivided run', async () => {
    const others = [2, 3, 4].map((part) =>
      place.run(`${LINE} --shard ${part}/${COUNT} --out parts`),
    );
    const first = runFirst();
    const [whole, ...finished] = await Promise.all([place.run(`${LINE} --out whole`), ...others]);
    await first;
    expect(finished.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0]);
    expect(whole.exitCode).toBe(0);
    expect(whole.summary).toMatchObject({ devices: 5, lost: 0, duplicated: 0 });

    const parts = Array.from({ length: COUNT }, (_, i) => `parts/shard-${i + 1}-of-${COUNT}`);
    const judged = await place.run(`eval ${parts.join(' ')} --json`);
    const alone = await place.run('eval whole --json');
    const [together, undivided] = [judged, alone].map(({ stdout }) => JSON.parse(stdout));
    expect(together.telemetrySha256).toBe(whole.summary.telemetrySha256);
    expect(together.devices).toBe(5);
    // The parts end with their own last readings, so spans may differ by less than an interval.
    expect(Math.abs(together.to - undivided.to)).toBeLessThan(3_000);
    expect(together.either.detection).toEqual(undivided.either.detection);
    expect(together.either.detection.events).toBe(2);
  }, 60_000);
});
