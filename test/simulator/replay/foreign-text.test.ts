import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openReplay, type ReplayOptions } from '../../../src/simulator/replay/open-replay.ts';
import type { Reading } from '../../../src/telemetry/reading.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'pm-sim-text-'));
});
afterEach(() => rm(dir, { recursive: true }));

async function play(content: string | Uint8Array, options: ReplayOptions = {}) {
  const file = join(dir, 'data.csv');
  await writeFile(file, content);
  const replay = openReplay(file, options);
  const readings: Reading[] = [];
  for await (const reading of replay) readings.push(reading);
  return { metrics: readings.map(({ metrics }) => metrics), report: replay.report(), file };
}

const TEXT = 'timestamp;Öl_c;device\n2020-01-01;60,5;Bärbel\n2020-01-02;61;Bärbel\n';
const METRICS = [{ l_c: 60.5 }, { l_c: 61 }];

function utf16(text: string, order: 'le' | 'be', mark: boolean): Buffer {
  const bytes = Buffer.from(mark ? `\uFEFF${text}` : text, 'utf16le');
  return order === 'le' ? bytes : bytes.swap16();
}

describe('a recorded file in another encoding', () => {
  it.each([
    ['utf-8', Buffer.from(TEXT)],
    ['utf-8', Buffer.from(`\uFEFF${TEXT}`)],
    ['utf-16le', utf16(TEXT, 'le', true)],
    ['utf-16le', utf16(TEXT, 'le', false)],
    ['utf-16be', utf16(TEXT, 'be', true)],
    ['utf-16be', utf16(TEXT, 'be', false)],
    ['windows-1252', Buffer.from(TEXT, 'latin1')],
  ])('%s is read as what it is', async (encoding, bytes) => {
    const { metrics, report } = await play(bytes);
    expect(metrics).toEqual(METRICS);
    expect(report.encoding).toBe(encoding);
  });
});

describe('a number that is written in another way', () => {
  it('is counted, and the first one named with file, line and column', async () => {
    const { metrics, report, file } = await play(
      'timestamp,power_kw,note\n2020-01-01,"1,5",a\n2020-01-02,2.5,b\n2020-01-03,"1,7",c\n',
    );
    expect(metrics).toEqual([{ power_kw: 2.5 }]);
    expect(report.skippedValues.notNumeric).toEqual({ power_kw: 2 });
    expect(report.firstNotNumeric).toEqual({ file, line: 2, column: 'power_kw', text: '1,5' });
    expect(report.ignoredColumns).toEqual(['note']);
  });

  it('may stand beside others where cells are separated by semicolons', async () => {
    const { metrics } = await play('timestamp;power_kw\n2020-01-01;1,5\n2020-01-02;2.5\n');
    expect(metrics).toEqual([{ power_kw: 1.5 }, { power_kw: 2.5 }]);
  });
});

describe('a column in another unit than the metric it is to feed', () => {
  const map = 'ts=timestamp,gear_oil_c=Oil temperature [°F]';

  it('is refused with file and line', async () => {
    await expect(
      play('timestamp,Oil temperature [°F]\n2020-01-01,140\n', { map }),
    ).rejects.toMatchObject({
      code: 'replay/unit',
      message: expect.stringMatching(
        /data\.csv:1: the column "Oil temperature \[°F\]" is in °F, the metric gear_oil_c in °C/u,
      ) as string,
    });
  });

  it('is taken under a name that says its unit, as is a header whose unit nobody knows', async () => {
    const oil = 'timestamp,Oil [°F],Flow [furlong]\n2020-01-01,140,3\n';
    const named = 'ts=timestamp,gear_oil_f=Oil [°F],flow_lpm=Flow [furlong]';
    expect((await play(oil, { map: named })).metrics).toEqual([{ gear_oil_f: 140, flow_lpm: 3 }]);
  });
});
