import { describe, expect, it } from 'vitest';
import { createRowFormat } from '../../../src/simulator/generate/row-format.ts';

const reading = {
  device: 'wt-001',
  site: 'north, "old"',
  type: 'wind_turbine',
  serial: 'WT1',
  ts: Date.UTC(2026, 2, 2, 8),
  metrics: { b: 2.5, a: -1 },
};

describe('a CSV row', () => {
  it('has its metrics in the fixed order, an empty cell for a missing one, and quotes texts', () => {
    const { header, row } = createRowFormat('csv', ['a', 'c', 'b']);
    expect(header).toBe('device,site,type,serial,ts,q,a,c,b\n');
    expect(row(reading)).toBe(
      'wt-001,"north, ""old""",wind_turbine,WT1,2026-03-02T08:00:00.000Z,,-1,,2.5\n',
    );
  });

  it('never loses a metric that has no column', () => {
    const { row } = createRowFormat('csv', ['a']);
    expect(() => row(reading)).toThrow('No column for the metric b.');
  });
});
