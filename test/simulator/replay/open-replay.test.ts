import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  openReplay,
  type Replay,
  type ReplayOptions,
} from '../../../src/simulator/replay/open-replay.ts';
import type { Reading } from '../../../src/telemetry/reading.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'pm-sim-replay-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

interface Played {
  readonly readings: readonly Reading[];
  readonly report: ReturnType<Replay['report']>;
}

async function play(
  content: string | Uint8Array,
  options: ReplayOptions & { readonly name?: string } = {},
): Promise<Played> {
  const { name = 'data.csv', ...replayOptions } = options;
  const file = path.join(folder, name);
  await writeFile(file, content);
  const replay = openReplay(file, replayOptions);
  const readings: Reading[] = [];
  for await (const reading of replay) readings.push(reading);
  return { readings, report: replay.report() };
}

const csv = (...lines: readonly string[]): string => `${lines.join('\n')}\n`;

const row = (second: number, value: string | number): string =>
  `${1_577_836_800 + second},${value}`;
const at = (second: number, device: string): string => row(second, `${device},1`);
const failing = async (
  content: string | Uint8Array,
  options: ReplayOptions = {},
): Promise<unknown> => play(content, options).catch((error: unknown) => error);

describe('replaying a file', () => {
  it('turns rows into readings with their own times', async () => {
    const { readings, report } = await play(
      csv(
        'timestamp,device,temp_c',
        '2020-01-01 00:00:00,pump-1,20.5',
        '2020-01-01 00:00:10,pump-1,21',
      ),
    );
    expect(readings).toEqual([
      { device: 'pump-1', site: 'replay', type: 'device', serial: 'pump-1', ts: Date.UTC(2020, 0, 1), metrics: { temp_c: 20.5 } },
      { device: 'pump-1', site: 'replay', type: 'device', serial: 'pump-1', ts: Date.UTC(2020, 0, 1) + 10_000, metrics: { temp_c: 21 } },
    ]); // prettier-ignore
    expect(report).toMatchObject({
      format: 'generic',
      rows: 2,
      readings: 2,
      devices: ['pump-1'],
      from: Date.UTC(2020, 0, 1),
      to: Date.UTC(2020, 0, 1) + 10_000,
    });
  });

  it('maps columns as it is told', async () => {
    const { readings, report } = await play(
      csv('Date_time;Wind_turbine_name;P_avg;Note', '2020-01-01T00:00:00+01:00;R80711;"1,5";fine'),
      {
        map: 'ts=Date_time,device=Wind_turbine_name,power_kw=P_avg',
        site: 'lhb',
        type: 'wind_turbine',
      },
    );
    expect(readings[0]).toMatchObject({
      device: 'R80711',
      site: 'lhb',
      type: 'wind_turbine',
      ts: Date.UTC(2019, 11, 31, 23),
      metrics: { power_kw: 1.5 },
    });
    expect(report.format).toBe('mapped');
    expect(report.ignoredColumns).toEqual(['Note']);
  });

  it('knows La Haute Borne by its columns, under both names of its time', async () => {
    for (const header of ['time_utc', 'Date_time']) {
      const { readings, report } = await play(
        csv(
          `${header},P_avg,P_std,Ws_avg,Ot_avg,Gost_avg`,
          '2013-06-07T06:00Z,-0.34,0.1,2.57,20.64,53.84',
        ),
        { name: 'R80711.csv' },
      );
      expect(report.format).toBe('la-haute-borne');
      expect(readings[0]).toMatchObject({
        device: 'R80711',
        type: 'wind_turbine',
        metrics: { power_kw: -0.34, wind_speed_ms: 2.57, ambient_c: 20.64, gear_oil_c: 53.84 },
      });
    }
  });

  it('knows a 3W well, names it after its file and leaves the label out', async () => {
    const { readings, report } = await play(
      csv(
        'timestamp,P-PDG,P-TPT,T-TPT,class',
        '2018-04-25 02:00:50,23733580.0,15259230.0,59.085,4',
      ),
      { name: 'WELL-00010_20180425020050.csv' },
    );
    expect(readings[0]).toMatchObject({
      device: 'WELL-00010',
      type: 'oil_well',
      metrics: { pdg_pa: 23_733_580, tpt_pa: 15_259_230, tpt_c: 59.085 },
    });
    expect(Object.keys(readings[0]?.metrics ?? {})).not.toContain('class');
    expect(report.ignoredColumns).toEqual(['class']);
  });

  it('knows the Numenta benchmark and AI4I, whose rows have no time', async () => {
    expect((await play(csv('timestamp,value', '2014-07-01 00:00:00,10844'))).report.format).toBe(
      'nab',
    );
    const ai4i = await play(
      [
        'UDI\tProduct ID\tType\tTorque [Nm]\tTool wear [min]\tMachine failure',
        '1\tM14860\tM\t42.8\t0\t0',
        '2\tL47181\tL\t46.3\t3\t1',
      ].join('\n'),
    );
    expect(ai4i.report.format).toBe('ai4i-2020');
    expect(ai4i.readings.map(({ ts }) => ts)).toEqual([
      Date.UTC(2020, 0, 1),
      Date.UTC(2020, 0, 1, 0, 1),
    ]);
    expect(ai4i.readings[1]?.metrics).toEqual({ torque_nm: 46.3, tool_wear_min: 3 });
  });

  it('spaces rows without a time as it is told', async () => {
    const { readings } = await play(csv('a,b', '1,2', '3,4'), {
      map: 'ts=every:5s',
      startMs: 1_000,
    });
    expect(readings.map(({ ts }) => ts)).toEqual([1_000, 6_000]);
  });

  it('reads NDJSON, nested metrics included, and its own envelope', async () => {
    const lines = [
      JSON.stringify({ schema_v: 1, device_id: 'wt-1', site_id: 'ridge', type: 'wind_turbine', serial: 's', ts: 1e12, seq: 7, boot_id: 'b', metrics: { power_kw: 3 } }),
      '',
      JSON.stringify({ device_id: 'wt-1', ts: 1e12 + 1_000, metrics: { power_kw: null, gear_oil_c: 50 } }),
    ]; // prettier-ignore
    const { readings, report } = await play(lines.join('\n'), { name: 'data.ndjson' });
    expect(readings[0]).toMatchObject({
      device: 'wt-1',
      site: 'ridge',
      serial: 's',
      ts: 1e12,
      metrics: { power_kw: 3 },
    });
    expect(readings[0]?.metrics).toEqual({ power_kw: 3 });
    expect(report.skippedValues.empty).toEqual({ power_kw: 1 });
  });

  it('unpacks gzip by its content, whatever the name', async () => {
    const { readings } = await play(gzipSync(csv('ts,x', '1577836800,1')), { name: 'data.csv' });
    expect(readings).toHaveLength(1);
  });

  it('makes names of devices fit for topics', async () => {
    const { readings } = await play(csv('ts,device,x', '1577836800,Pump 3/A #+,1'));
    expect(readings[0]?.device).toBe('Pump-3-A-');
  });
});

describe('what real files contain is tolerated and counted:', () => {
  it('duplicate and backward timestamps, per device', async () => {
    const { readings, report } = await play(
      csv(
        'ts,device,x',
        at(0, 'a'),
        at(0, 'b'),
        at(1, 'a'),
        at(1, 'a'),
        at(0, 'a'),
        at(2, 'a'),
        at(1, 'b'),
      ),
    );
    expect(readings).toHaveLength(5);
    expect(report.skippedRows).toMatchObject({ duplicate: 1, backward: 1 });
  });

  it('gaps, which are kept as they are', async () => {
    const { readings, report } = await play(
      csv('ts,x', row(0, 1), row(1, 1), row(2, 1), row(3, 1), row(10, 1), row(11, 1)),
    );
    expect(readings).toHaveLength(6);
    expect(report.gaps).toEqual({ count: 1, totalMs: 6_000, longestMs: 6_000 });
    expect(report.stepMs).toBe(1_000);
  });

  it('empty cells, words, and numbers that are none', async () => {
    const { readings, report } = await play(
      csv('ts,x,y', `${row(0, 1)},1`, `${row(1, '')},1`, `${row(2, 'NA')},1`, `${row(3, 'NaN')},1`, `${row(4, 'inf')},1`, `${row(5, 'broken')},1`, `${row(6, '1e999')},1`),
    ); // prettier-ignore
    expect(readings).toHaveLength(7);
    expect(readings.slice(1).every(({ metrics }) => !('x' in metrics))).toBe(true);
    expect(report.skippedValues).toEqual({
      empty: { x: 2 },
      nonFinite: { x: 3 },
      notNumeric: { x: 1 },
      outOfRange: {},
    });
  });

  it('values that no sensor can show, by unit or by the range given', async () => {
    const { readings, report } = await play(
      csv('ts,ambient_c,bearing_c,power_kw', `${row(0, 71)},60,5`, `${row(1, 20)},276,99999`),
      { ranges: ['power_kw=..2500'] },
    );
    expect(readings.map(({ metrics }) => metrics)).toEqual([
      { bearing_c: 60, power_kw: 5 },
      { ambient_c: 20 },
    ]);
    expect(report.skippedValues.outOfRange).toEqual({ ambient_c: 1, bearing_c: 1, power_kw: 1 });
  });

  it('rows of the wrong width and rows without any value', async () => {
    const { readings, report } = await play(
      csv('ts,x', row(0, 1), '1577836801', row(2, '1,2,3'), row(3, ''), row(4, 2)),
    );
    expect(readings).toHaveLength(2);
    expect(report.skippedRows).toMatchObject({ malformed: 2, empty: 1 });
    expect(report.rows).toBe(5);
  });

  it('times that cannot be read', async () => {
    const { readings, report } = await play(csv('ts,x', '03/04/2024,1', ',1', row(0, 1)));
    expect(readings).toHaveLength(1);
    expect(report.skippedRows.badTimestamp).toBe(2);
  });

  it('lines of NDJSON that are no objects', async () => {
    const { readings, report } = await play(
      '{"ts":1577836800,"x":1}\n{"ts":\n[1]\n{"ts":1577836801,"x":2}\n',
    );
    expect(readings).toHaveLength(2);
    expect(report.skippedRows.malformed).toBe(2);
  });

  it('a gzip file that was cut off', async () => {
    const lines = Array.from({ length: 5_000 }, (_, i) => row(i, (i * 7_919) % 1_000));
    const packed = gzipSync(csv('ts,x', ...lines));
    const { readings, report } = await play(packed.subarray(0, packed.length - 2_000));
    expect(readings.length).toBeGreaterThan(1_000);
    expect(readings.length).toBeLessThan(5_000);
    expect(report.truncated).toBe(true);
  });

  it('a byte order mark, carriage returns and quotes', async () => {
    const { readings } = await play('\uFEFF"ts","x"\r\n"1577836800","1"\r\n1577836801,2\r\n');
    expect(readings.map(({ metrics }) => metrics['x'])).toEqual([1, 2]);
  });

  it('columns of text, which are no metrics', async () => {
    const { readings, report } = await play(csv('ts,status,x', `1577836800,Running,1`));
    expect(readings[0]?.metrics).toEqual({ x: 1 });
    expect(report.ignoredColumns).toEqual(['status']);
  });

  it('anything at all: every row is a reading or is counted, and time runs forward', async () => {
    const cell = fc.oneof(
      fc.integer({ min: -5, max: 5 }).map(String),
      fc.constantFrom('', 'x', 'NaN', '"', '1e400'),
    );
    const line = fc.tuple(fc.oneof(fc.integer({ min: 1_577_836_800, max: 1_577_836_810 }).map(String), cell), cell).map((cells) => cells.join(',')); // prettier-ignore
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 30 }), async (lines) => {
        const { readings, report } = await play(csv('ts,x', ...lines), { map: 'ts=ts,x=x' });
        const skipped = Object.values(report.skippedRows).reduce((sum, n) => sum + n, 0);
        expect(readings.length + skipped).toBe(report.rows);
        const times = readings.map(({ ts }) => ts);
        expect(times).toEqual([...new Set(times)].toSorted((a, b) => a - b));
      }),
      { numRuns: 40 },
    );
  });
});

describe('what cannot be replayed is refused, and says why:', () => {
  it.each([
    ['1,2\n3,4\n', {}, 'replay/no-header', 'expected a line of column names'],
    ['', {}, 'replay/no-header', 'expected a line of column names'],
    ['[{"ts":1}]', {}, 'replay/json-array', 'holds a JSON array'],
    ['a,b\n1,2\n', {}, 'replay/mapping', 'no column looks like a time'],
    [
      'ts,power\n1,2\n',
      { map: 'ts=ts,p=powr' },
      'replay/mapping',
      'has no column "powr". Did you mean "power"?',
    ],
  ] as const)('%j', async (content, options, code, message) => {
    expect(await failing(content, options)).toMatchObject({
      code,
      kind: 'user',
      message: expect.stringContaining(message) as string,
    });
  });

  it('bytes that are no text, and damaged gzip', async () => {
    expect(await failing(Buffer.from([0, 0, 0, 1, 0, 0xff, 7, 0, 0, 2]))).toMatchObject({
      code: 'replay/not-text',
    });
    const packed = gzipSync(csv('ts,x', '1577836800,1'));
    packed.fill(0xff, 10, 14);
    expect(await failing(packed)).toMatchObject({ code: 'replay/corrupt' });
  });

  it('a file that is not there', async () => {
    const replay = openReplay(path.join(folder, 'none.csv'));
    const first = replay[Symbol.asyncIterator]().next();
    await expect(first).rejects.toMatchObject({
      code: 'replay/unreadable',
      message: expect.stringContaining('no such file') as string,
    });
  });

  it.each(['power_kw', 'ts=', '=P_avg', 'ts=every:soon'])('the mapping %j', (map) => {
    expect(() => openReplay('x.csv', { map })).toThrow(/expected TARGET=COLUMN|is not a duration/u);
  });

  it.each(['power_kw', 'power_kw=1', 'power_kw=5..1', 'power_kw=a..b'])('the range %j', (range) => {
    expect(() => openReplay('x.csv', { ranges: [range] })).toThrow(/expected METRIC=MIN\.\.MAX/u);
  });
});
