import { describe, expect, it } from 'vitest';
import { alertLine } from '../../../src/cli/commands/alert-line.ts';

const alert = {
  id: 'wt-001#b1#7',
  device: 'wt-001',
  site: 'ridge',
  severity: 'high',
  state: 'open',
  openedAt: 1_000,
  score: 3,
  threshold: 2,
  metric: 'gear_oil_c',
  value: 80,
  attribution: [],
  reason: 'Too hot.',
  source: 'cloud',
};

const read = (value: unknown) => alertLine(JSON.stringify(value));

describe('a line with an alert', () => {
  it('may be an entry of the log', () => {
    const entry = { type: 'opened', at: 5, alert };
    expect(read(entry)).toEqual(entry);
    const end = { type: 'settled', at: 6, id: alert.id, ts: 2 };
    expect(read(end)).toEqual(end);
  });

  it('may be an event of a run, or an alert by itself, which began when it says', () => {
    const opened = { type: 'opened', at: 1_000, alert };
    expect(read({ type: 'alert', alert, latencyMs: 3 })).toEqual(opened);
    expect(read(alert)).toEqual(opened);
    expect(read({ type: 'alert-closed', id: alert.id, ts: 9 })).toEqual({
      type: 'closed',
      at: 9,
      id: alert.id,
      ts: 9,
    });
  });

  it('is passed over when it is anything else', () => {
    const others = [{ ...alert, severity: 'loud' }, { type: 'progress' }, { id: 'x' }, [], 3, null];
    expect(others.map(read)).toEqual(others.map(() => undefined));
    expect(alertLine('{"type":"opened","at":5,"ale')).toBeUndefined();
  });
});
