import { describe, expect, it } from 'vitest';
import { createIntegrityLedger } from '../../../src/cli/compose/integrity.ts';
import { createLatencyMeter } from '../../../src/cli/compose/latency.ts';
import { createTelemetryPath, type Publisher } from '../../../src/cli/compose/telemetry-path.ts';
import type { EdgeConfig } from '../../../src/edge/edge-config.ts';
import { edgeSchema } from '../../../src/edge/edge-config.ts';
import { createRandom } from '../../../src/runtime/random.ts';
import { decodeMessage } from '../../../src/telemetry/message.ts';
import type { Reading } from '../../../src/telemetry/reading.ts';
import type { RunEvent } from '../../../src/telemetry/run-event.ts';

const edge: EdgeConfig = edgeSchema.parse({
  filters: [
    { threshold: { limits: [{ metric: 'oil_c', above: 80, hysteresis: 2, severity: 'high' }] } },
    { deadband: { heartbeat: '60s', metrics: { oil_c: { absolute: 1 } } } },
  ],
});

function reading(device: string, second: number, oil: number): Reading {
  return {
    device,
    site: 'ridge',
    type: 'wind_turbine',
    serial: 'x',
    ts: second * 1_000,
    metrics: { oil_c: oil },
  };
}

function pathTo(publisher: Publisher) {
  const events: RunEvent[] = [];
  const ledger = createIntegrityLedger();
  const path = createTelemetryPath({
    edge,
    publisher,
    ledger,
    random: createRandom('path'),
    boot: 'b1',
    latency: createLatencyMeter(1),
    hash: () => 100,
    wallNow: () => 0,
    onEvent: (event) => events.push(event),
  });
  return { path, events, ledger };
}

describe('createTelemetryPath', () => {
  it('publishes what the edge keeps under the device’s own topic, numbered without holes', async () => {
    const sent: { device: string; topic: string; seq: number; ts: number }[] = [];
    const { path, ledger } = pathTo({
      publish: async (device, topic, payload) => {
        const { seq, ts } = decodeMessage(payload);
        sent.push({ device, topic, seq, ts });
      },
    });
    for (const [second, oil] of [
      [1, 58],
      [2, 58.2],
      [3, 60],
      [4, 60.1],
      [5, 63],
    ] as const) {
      void path.take(reading('wt-001', second, oil));
    }
    await path.settled();
    expect(sent.map(({ seq, ts }) => [seq, ts])).toEqual([
      [1, 1_000],
      [2, 3_000],
      [3, 5_000],
    ]);
    expect(new Set(sent.map(({ topic }) => topic))).toEqual(
      new Set(['dt/pm-sim/ridge/wt-001/telemetry']),
    );
    expect(path.counters()).toMatchObject({
      generated: 5,
      dropped: { threshold: 0, deadband: 2 },
      published: 3,
      acknowledged: 3,
    });
    expect(ledger.count().lost).toBe(3);
  });

  it('weighs dropped readings as if they had been sent', async () => {
    const { path } = pathTo({ publish: async () => undefined });
    void path.take(reading('wt-001', 1, 58));
    void path.take(reading('wt-001', 2, 58));
    await path.settled();
    const { bytesGenerated, bytesPublished } = path.counters();
    expect(bytesGenerated).toBeGreaterThan(200);
    expect(bytesPublished).toBeGreaterThan(100);
  });

  it('tells an alarm that was raised at the edge and one that went away', () => {
    const { path, events } = pathTo({ publish: async () => undefined });
    void path.take(reading('wt-001', 1, 81));
    void path.take(reading('wt-001', 2, 70));
    expect(events.filter(({ type }) => type === 'edge-alarm')).toMatchObject([
      { device: 'wt-001', metric: 'oil_c', state: 'raised', value: 81, limit: 80 },
      { state: 'cleared', value: 70 },
    ]);
  });

  it('counts a refused publish as sent but not acknowledged, and warns', async () => {
    const { path, events } = pathTo({
      publish: async () => {
        throw new Error('connection closed');
      },
    });
    void path.take(reading('wt-001', 1, 58));
    await path.settled();
    expect(path.counters()).toMatchObject({ published: 1, acknowledged: 0 });
    expect(events).toContainEqual({ type: 'warning', text: 'wt-001: connection closed' });
  });
});
