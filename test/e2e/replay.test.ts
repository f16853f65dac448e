import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openWorkplace, type Workplace } from './cli-run.ts';

let place: Workplace;

beforeEach(async () => {
  place = await openWorkplace();
});

afterEach(() => place[Symbol.asyncDispose]());

/** Two turbines every ten seconds, with what real files contain. */
const RECORDING = `Date_time,turbine,P_avg,Oil_c
2024-05-01 00:00:00,wt-001,800,55
2024-05-01 00:00:00,wt-002,790,54
2024-05-01 00:00:10,wt-001,805,55
2024-05-01 00:00:10,wt-002,795,54
2024-05-01 00:00:20,wt-001,810,9999
2024-05-01 00:00:20,wt-001,811,55
2024-05-01 00:00:10,wt-001,802,55
2024-05-01 00:00:20,wt-002,,
soon,wt-002,1,1
2024-05-01 00:00:30,wt-001,,56
2024-05-01 00:00:30,wt-002,700
2024-05-01 00:10:30,wt-001,NaN,56
2024-05-01 00:10:30,wt-002,800,idle
`;

const MAP = '--map ts=Date_time,device=turbine,power_kw=P_avg,gear_oil_c=Oil_c';
const REPLAY = `${MAP} --range gear_oil_c=-40..150 --set edge.filters=[] --seed 1 --speed max`;

describe('pm-sim replay', () => {
  it('sends a dirty recording through the whole path, and counts what it tolerated', async () => {
    await writeFile(join(place.dir, 'farm.csv.gz'), gzipSync(RECORDING));
    const { exitCode, summary, events } = await place.run(`replay farm.csv.gz ${REPLAY} --json`);
    expect(exitCode).toBe(0);
    const told = events.find((event) => event.type === 'replay-report');
    expect(told?.report).toMatchObject({
      rows: 13,
      readings: 8,
      devices: ['wt-001', 'wt-002'],
      skippedRows: { malformed: 1, badTimestamp: 1, duplicate: 1, backward: 1, empty: 1 },
      skippedValues: {
        empty: { power_kw: 2, gear_oil_c: 1 },
        notNumeric: { gear_oil_c: 1 },
        nonFinite: { power_kw: 1 },
        outOfRange: { gear_oil_c: 1 },
      },
      gaps: { count: 2 },
      stepMs: 10_000,
    });
    expect(summary).toMatchObject({
      devices: 2,
      generated: 8,
      published: 8,
      acknowledged: 8,
      routed: 8,
      scored: 8,
      simulatedMs: 630_000,
      lost: 0,
      duplicated: 0,
      reordered: 0,
    });
  });

  it('keeps the original gaps at the speed asked for, and stops when it is interrupted', async () => {
    await writeFile(join(place.dir, 'farm.csv'), RECORDING);
    const speed = REPLAY.replace('max', '10');
    const running = place.start(`replay farm.csv ${speed} --json`);
    await running.event('progress', ({ counters }) => counters.acknowledged > 0);
    running.io.interrupt();
    const { exitCode, summary } = await running.finished;
    expect(exitCode).toBe(130);
    expect(summary).toMatchObject({ interrupted: true, lost: 0, duplicated: 0 });
    expect(summary.generated).toBeLessThan(8);
  });

  it('sums up nothing where it is interrupted before its first reading', async () => {
    await writeFile(join(place.dir, 'farm.csv'), RECORDING);
    const running = place.start(`replay farm.csv ${REPLAY} --json`);
    running.io.interrupt();
    const { exitCode, summary } = await running.finished;
    expect(exitCode).toBe(130);
    expect(summary).toMatchObject({ generated: 0, simulatedMs: 0, lost: 0, interrupted: true });
  });

  it('tells a person what it found in the file', async () => {
    await writeFile(join(place.dir, 'farm.csv'), RECORDING);
    const { exitCode, stdout, stderr } = await place.run(`replay farm.csv ${REPLAY} --limit 1`);
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '' });
    expect(stderr).toMatch(/farm\.csv \(mapped\): 13 rows, 8 readings of 2 devices/);
    expect(stderr).toContain('skipped 1 rows with a time before the last');
    expect(stderr).toMatch(/generated +2 /);
  });
});
