import type { Alert } from '../../../src/telemetry/alert.ts';
import type {
  Backlog,
  RunCounters,
  RunEvent,
  PathSummary,
} from '../../../src/telemetry/run-event.ts';

export const START = Date.UTC(2026, 2, 2, 8);

export const ALERT: Alert = {
  id: 'wt-001#b1#412',
  device: 'wt-001',
  site: 'ridge',
  severity: 'high',
  state: 'open',
  openedAt: START + 45 * 60_000,
  score: 3.12,
  threshold: 2.4,
  metric: 'gear_brg_hss_c',
  value: 81.26,
  expected: 63.9,
  attribution: [{ metric: 'gear_brg_hss_c', share: 1 }],
  reason: 'The gearbox bearing is 17 °C warmer than its load explains.',
  source: 'cloud',
};

/** What is counted of any run. */
export const NEAR = {
  generated: 86_400,
  dropped: { deadband: 61_000, rcf: 212, threshold: 0 },
  published: 25_188,
  acknowledged: 25_188,
  bytesGenerated: 43_200_000,
  bytesPublished: 12_594_000,
};

const COUNTERS: RunCounters = { ...NEAR, routed: 25_188, scored: 25_180, alerts: 3 };

const BACKLOG: Backlog = {
  records: 120,
  recordsMax: 5_000,
  recordsPeak: 5_010,
  lagMs: 40,
  lagMsPeak: 2_600,
  held: 1_310,
  heldMsMax: 420,
};

export const SUMMARY: PathSummary = {
  ...COUNTERS,
  type: 'summary',
  profile: 'wind-farm',
  seed: '42',
  devices: 12,
  lost: 0,
  duplicated: 0,
  reordered: 0,
  latencyMs: { p50: 41.2, p99: 120.4 },
  simulatedMs: 7_200_000,
  wallMs: 60_400,
  telemetrySha256: 'ab12cd34ef56ab12cd34ef56ab12cd34ef56ab12cd34ef56ab12cd34ef56ab12',
  alertsByDevice: { 'wt-007': 1, 'wt-001': 2 },
  interrupted: false,
  backlog: { ...BACKLOG, records: 0, lagMs: 0 },
};

export function started(count = 12): Extract<RunEvent, { type: 'started' }> {
  return {
    type: 'started',
    profile: 'wind-farm',
    seed: '42',
    speed: 120,
    devices: Array.from({ length: count }, (_, i) => `wt-${String(i + 1).padStart(3, '0')}`),
    start: START,
    stateDir: '/project/.pm-sim',
    mqttPort: 8_883,
    awsPort: 4_566,
  };
}

export function progress(wallMs: number, generated: number): RunEvent {
  return {
    type: 'progress',
    simulatedMs: wallMs * 120,
    wallMs,
    counters: { ...COUNTERS, generated, published: generated / 4, scored: generated / 4 },
    connected: 12,
    lagMs: wallMs > 20_000 ? 1_500 : 3,
    backlog: { ...BACKLOG, ...(wallMs > 20_000 ? { records: 4_980, lagMs: 2_400 } : {}) },
  };
}

/** A run as it is told, from start to end. */
export const EVENTS: readonly RunEvent[] = [
  started(),
  { type: 'connection', device: 'wt-001', state: 'connected' },
  progress(250, 360),
  { type: 'connection', device: 'wt-002', state: 'refused', reason: 'bad certificate' },
  progress(5_000, 7_200),
  { type: 'refused', clientId: 'wt-003', action: 'publish', reason: "another device's topic" },
  {
    type: 'truth',
    truth: {
      event: 'f1',
      device: 'wt-001',
      mode: 'gearbox-bearing-wear',
      kind: 'fault',
      severity: 0.8,
      onset: START + 1_800_000,
      functionalFailure: START + 3_000_000,
      channels: ['gear_brg_hss_c'],
    },
  },
  {
    type: 'edge-alarm',
    device: 'wt-001',
    metric: 'gear_oil_c',
    value: 78.4,
    limit: 75,
    ts: START,
    severity: 'high',
    state: 'raised',
  },
  { type: 'alert', alert: ALERT, latencyMs: 41 },
  { type: 'alert-acknowledged', id: ALERT.id, ts: START + 46 * 60_000 },
  { type: 'warning', text: 'the broker restarted' },
  progress(9_000, 12_960),
  progress(25_000, 36_000),
  { type: 'alert-closed', id: ALERT.id, device: 'wt-001', ts: START + 60 * 60_000 },
  SUMMARY,
];
