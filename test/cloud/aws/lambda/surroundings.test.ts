import { describe, expect, it } from 'vitest';
import { jsonLog } from '../../../../src/cloud/aws/lambda/surroundings.ts';
import { manualClock } from '../../../../src/runtime/clock.ts';

describe('jsonLog', () => {
  it('writes one object a line with the keys that Lambda filters by', () => {
    const lines: string[] = [];
    const log = jsonLog((line) => lines.push(line), manualClock(Date.UTC(2026, 0, 2)));
    log({ level: 'warn', area: 'score', text: 'late', fields: { device: 'wt-001' } });
    expect(lines.map((line) => line.endsWith('\n'))).toEqual([true]);
    expect(JSON.parse(lines[0] ?? '')).toEqual({
      timestamp: '2026-01-02T00:00:00.000Z',
      level: 'WARN',
      area: 'score',
      message: 'late',
      device: 'wt-001',
    });
  });
});
