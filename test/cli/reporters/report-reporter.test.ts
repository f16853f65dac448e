import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createReportReporter } from '../../../src/cli/reporters/report-reporter.ts';
import { ALERT, EVENTS, SUMMARY } from './fixtures.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'pm-sim-report-'));
});
afterEach(() => rm(dir, { recursive: true }));

const TRUTH = {
  device: 'wt-001',
  mode: 'gearbox-bearing-wear',
  kind: 'fault',
  severity: 1,
  onset: 1_000,
  functionalFailure: 9_000,
  channels: ['gear_oil_c'],
} as const;

describe('the report', () => {
  it('is a folder with the result, the truth and the alerts', async () => {
    const out = join(dir, 'deep', 'out');
    const reporter = createReportReporter(out);
    EVENTS.forEach((event) => reporter.onEvent(event));
    await reporter.close();
    const report = JSON.parse(await readFile(join(out, 'report.json'), 'utf8')) as unknown;
    expect(report).toMatchObject({
      started: { type: 'started', seed: '42' },
      summary: SUMMARY,
      warnings: { count: 1, first: ['the broker restarted'] },
      refusals: { count: 1, first: [{ clientId: 'wt-003' }] },
    });
    const truth = await readFile(join(out, 'truth.ndjson'), 'utf8');
    expect(JSON.parse(truth)).toMatchObject({ mode: 'gearbox-bearing-wear' });
    const alerts = (await readFile(join(out, 'alerts.ndjson'), 'utf8')).trimEnd().split('\n');
    expect(alerts.map((line): unknown => JSON.parse(line))).toMatchObject([
      { type: 'edge-alarm', metric: 'gear_oil_c' },
      { type: 'alert', alert: ALERT },
      { type: 'alert-closed', id: ALERT.id },
    ]);
  });

  it('has each event of the truth once, with what is known at the end', async () => {
    const reporter = createReportReporter(dir);
    const truthLines = async (): Promise<readonly unknown[]> =>
      (await readFile(join(dir, 'truth.ndjson'), 'utf8'))
        .trimEnd()
        .split('\n')
        .map((line): unknown => JSON.parse(line));
    const known = { ...TRUTH, event: 'a' };
    const late = { ...TRUTH, event: 'b' };
    reporter.onEvent({ type: 'truth', truth: known });
    reporter.onEvent({ type: 'truth', truth: late });
    expect(await truthLines()).toEqual([known, late]);
    const completed = { ...known, detectable: TRUTH.onset + 1 };
    reporter.onEvent({ type: 'truth-completed', truth: completed });
    reporter.onEvent({ type: 'truth-completed', truth: late });
    expect(await truthLines()).toEqual([known, late]);
    reporter.onEvent(SUMMARY);
    expect(await truthLines()).toEqual([completed, late]);
  });

  it('starts anew in a folder that holds an earlier one', async () => {
    await writeFile(join(dir, 'alerts.ndjson'), 'old\n');
    createReportReporter(dir);
    expect(await readFile(join(dir, 'alerts.ndjson'), 'utf8')).toBe('');
  });

  it('keeps a thousand warnings and counts the rest', async () => {
    const reporter = createReportReporter(dir);
    for (let i = 0; i < 1_200; i += 1) reporter.onEvent({ type: 'warning', text: `w${i}` });
    reporter.onEvent(SUMMARY);
    const report = JSON.parse(await readFile(join(dir, 'report.json'), 'utf8')) as {
      warnings: { count: number; first: string[] };
    };
    expect(report.warnings.count).toBe(1_200);
    expect(report.warnings.first).toHaveLength(1_000);
  });

  it('fails at the start where it cannot write, not after hours', async () => {
    await writeFile(join(dir, 'file'), '');
    expect(() => createReportReporter(join(dir, 'file', 'out'))).toThrow(
      expect.objectContaining({ code: 'report/unwritable', kind: 'user' }),
    );
  });
});
