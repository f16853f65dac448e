import { describe, expect, it } from 'vitest';
import { createTuiStore } from '../../../src/cli/tui/store.ts';
import type { Reading } from '../../../src/telemetry/reading.ts';
import { ALERT, EVENTS, progress, START, started } from '../reporters/fixtures.ts';

function reading(device: string, ts: number, power: number): Reading {
  return {
    device,
    site: 'ridge',
    type: 'wind_turbine',
    serial: '1',
    ts,
    metrics: { wind_speed_ms: 8, power_kw: power },
  };
}

describe('the store of the terminal UI', () => {
  it('follows a run from its events', () => {
    const store = createTuiStore();
    EVENTS.forEach((event) => store.onEvent(event));
    const { state } = store;
    expect(state.devices).toHaveLength(12);
    expect(state.byName.get('wt-001')).toMatchObject({
      connection: 'connected',
      truths: [{ planned: false, truth: { mode: 'gearbox-bearing-wear' } }],
      alert: { acknowledged: true, closedAt: START + 3_600_000 },
    });
    expect(state.byName.get('wt-002')?.connection).toBe('refused');
    expect(state.log.map(({ kind }) => kind)).toEqual([
      'closed',
      'warning',
      'seen',
      'alert',
      'alert',
      'fault',
      'refused',
      'connection',
    ]);
    expect(state.summary?.generated).toBe(86_400);
    expect(store.version()).toBe(EVENTS.length);
  });

  it('keeps the latest reading, the key metric and its fleet-wide maximum', () => {
    const store = createTuiStore();
    store.onReading(reading('wt-001', 10, 500));
    store.onReading(reading('wt-001', 20, 700));
    store.onReading(reading('wt-002', 15, 900));
    const { state } = store;
    expect(state.now).toBe(20);
    expect(state.primaryMax).toBe(900);
    expect(state.byName.get('wt-001')?.primary.last(9)).toEqual([500, 700]);
    expect(state.byName.get('wt-001')?.history?.metrics.get('power_kw')?.last(9)).toEqual([
      500, 700,
    ]);
  });

  it('shows an alert once, however often it is told', () => {
    const store = createTuiStore();
    for (let i = 0; i < 3; i += 1) store.onEvent({ type: 'alert', alert: ALERT });
    expect(store.state.alerts).toHaveLength(1);
  });

  it('shows a limit crossed at the edge as an alert that ends when the limit is clear', () => {
    const store = createTuiStore();
    const crossing = {
      type: 'edge-alarm',
      device: 'wt-001',
      metric: 'gear_oil_c',
      limit: 75,
    } as const;
    store.onEvent({ ...crossing, ts: 10, value: 76, state: 'raised', severity: 'high' });
    expect(store.state.alerts).toMatchObject([
      { alert: { source: 'edge', severity: 'high', metric: 'gear_oil_c', threshold: 75 } },
    ]);
    store.onEvent({ ...crossing, ts: 20, value: 70, state: 'cleared', severity: 'high' });
    expect(store.state.alerts).toMatchObject([{ closedAt: 20 }]);
    store.onEvent({ ...crossing, ts: 30, value: 77, state: 'raised', severity: 'high' });
    expect(store.state.alerts).toHaveLength(2);
  });

  it('is bounded: alerts, events, injected faults, and history of a large fleet', () => {
    const store = createTuiStore();
    store.onEvent(started(1_000));
    for (let i = 0; i < 500; i += 1) {
      store.onEvent({ type: 'alert', alert: { ...ALERT, id: String(i) } });
      store.onEvent({ type: 'warning', text: String(i) });
    }
    for (const device of store.state.devices) store.onReading(reading(device.name, 1, 1));
    const { state } = store;
    expect([state.alerts.length, state.log.length]).toEqual([200, 200]);
    expect(state.alerts[0]?.alert.id).toBe('499');
    expect(state.devices.filter(({ history }) => history !== undefined)).toHaveLength(64);
    store.watch('wt-999');
    store.onReading(reading('wt-999', 2, 5));
    expect(state.byName.get('wt-999')?.history?.metrics.get('power_kw')?.last(9)).toEqual([5]);
  });

  it('tells a lost connection and its return, but not the first connecting of each device', () => {
    const store = createTuiStore();
    const states = ['connected', 'disconnected', 'reconnecting', 'connected'] as const;
    for (const state of states) store.onEvent({ type: 'connection', device: 'wt-001', state });
    expect(store.state.log.map(({ text }) => text)).toEqual([
      'wt-001 connected',
      'wt-001 disconnected',
    ]);
  });

  it('keeps the history of the devices that were looked at last', () => {
    const store = createTuiStore();
    store.onEvent(started(1_000));
    for (let i = 101; i <= 200; i += 1) store.watch(`wt-${i}`);
    const kept = store.state.devices.filter(({ history }) => history !== undefined);
    expect(kept).toHaveLength(128);
    expect(kept.at(-1)?.name).toBe('wt-200');
    expect(store.state.byName.get('wt-101')?.history).toBeUndefined();
  });

  it('keeps metrics in step with the times where a reading lacks one', () => {
    const store = createTuiStore();
    const { metrics, ...rest } = reading('wt-001', 10, 500);
    store.onReading({ ...rest, metrics });
    store.onReading({ ...rest, ts: 20, metrics: { wind_speed_ms: 9, rotor_rpm: 12 } });
    const history = store.state.byName.get('wt-001')?.history;
    expect(history?.times.last(9)).toEqual([10, 20]);
    expect(history?.metrics.get('power_kw')?.last(9)).toEqual([500, Number.NaN]);
    expect(history?.metrics.get('rotor_rpm')?.last(9)).toEqual([12]);
  });

  it('removes an alert that was closed, from the list and from its device', () => {
    const store = createTuiStore();
    store.onEvent({ type: 'alert', alert: ALERT });
    store.onEvent({ type: 'alert-settled', id: ALERT.id, ts: 9 });
    store.onEvent({ type: 'alert-settled', id: 'unknown', ts: 9 });
    expect(store.state.alerts).toEqual([]);
    expect(store.state.byName.get('wt-001')?.alert).toBeUndefined();
    expect(store.state.log[0]?.text).toBe('the alert of wt-001 was closed');
  });

  it('tells planned faults from those that somebody injects, and mends them', () => {
    const store = createTuiStore();
    const [fault] = EVENTS.filter((event) => event.type === 'truth');
    if (fault === undefined) throw new Error('the fixture has a fault');
    store.onEvent({ ...fault, planned: true });
    const device = store.state.byName.get('wt-001');
    expect(device?.truths).toMatchObject([{ planned: true }]);
    store.onEvent({ type: 'repair', truth: { ...fault.truth, repaired: 99 } });
    expect(device?.truths).toMatchObject([{ truth: { repaired: 99 } }]);
    store.onEvent(progress(500, 5));
    store.onEvent({ type: 'truth', truth: { ...fault.truth, event: 'f2' } });
    expect(device?.truths[1]).toMatchObject({ planned: false });
  });

  it('measures rates over the last seconds', () => {
    const store = createTuiStore();
    for (let i = 0; i <= 20; i += 1) store.onEvent(progress(i * 500, i * 50));
    expect(store.state.rates.perSecond('generated')).toBe(100);
    expect(store.state.rates.history('generated').length).toBe(21);
    expect(createTuiStore().state.rates.perSecond('scored')).toBe(0);
  });
});
