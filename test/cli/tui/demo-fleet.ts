import type { Reporter } from '../../../src/cli/reporters/reporter.ts';
import { createRandom } from '../../../src/runtime/random.ts';
import type { Alert } from '../../../src/telemetry/alert.ts';
import type { Reading } from '../../../src/telemetry/reading.ts';
import type { Backlog, RunCounters } from '../../../src/telemetry/run-event.ts';
import type { TruthEvent } from '../../../src/telemetry/truth.ts';

const START = Date.UTC(2026, 2, 2, 8);
const STEP_SIMULATED_MS = 12_000;
const STEP_WALL_MS = 100;
const BACKLOG: Backlog = {
  records: 36,
  recordsMax: 5_000,
  recordsPeak: 1_240,
  lagMs: 12,
  lagMsPeak: 260,
  held: 0,
  heldMsMax: 0,
};

interface DemoDevice {
  readonly name: string;
  readonly phase: number;
  wear: number;
  wearing: boolean;
  alertId?: string | undefined;
  truth?: TruthEvent | undefined;
}

/** Invented turbines for frames and for looking at the screen; the same numbers every time. */
export interface DemoFleet {
  start(reporter: Reporter): void;
  /** A tenth of a second of wall time, 12 s of simulated time: one reading of each device. */
  step(reporter: Reporter): void;
  inject(device: string, mode: string): void;
  /** Mends the device; its alert is over. */
  repair(device: string): void;
}

export function createDemoFleet(count: number): DemoFleet {
  const random = createRandom('demo');
  const devices = Array.from({ length: count }, (_, i): DemoDevice => ({
    name: `wt-${String(i + 1).padStart(3, '0')}`,
    phase: random.between(0, 6),
    wear: 0,
    wearing: false,
  }));
  let told: Reporter | undefined;
  let steps = 0;
  let published = 0;
  let alerts = 0;
  const readingOf = (device: DemoDevice): Reading => {
    const wind = 8 + 4 * Math.sin(steps / 40 + device.phase) + random.normal() * 0.5;
    const power = Math.max(0, Math.min(2_050, 4.2 * Math.max(0, wind - 3) ** 2.6));
    return {
      device: device.name,
      site: 'ridge',
      type: 'wind_turbine',
      serial: `MM82-${device.name.slice(3)}`,
      ts: START + steps * STEP_SIMULATED_MS,
      metrics: {
        wind_speed_ms: Math.max(0, wind),
        power_kw: power,
        rotor_rpm: 8 + power / 250,
        gear_oil_c: 55 + 3 * Math.sin(steps / 9 + device.phase) + 10 * device.wear,
        gear_brg_hss_c: 50 + power / 130 + 22 * device.wear + random.normal() * 0.4,
        gen_stator_c: 60 + power / 90 + random.normal(),
        pitch_deg: Math.max(0, (wind - 12) * 4),
        vib_gearbox_mms: 1.2 + power / 1_500 + 3 * device.wear + Math.abs(random.normal()) * 0.2,
        grid_hz: 50 + random.normal() * 0.01,
      },
    };
  };
  const counters = (): RunCounters => {
    const generated = steps * count;
    const dropped = generated - published;
    return {
      generated,
      dropped: { deadband: Math.round(dropped * 0.96), rcf: Math.round(dropped * 0.04) },
      published,
      acknowledged: published,
      routed: published,
      scored: published,
      alerts,
      bytesGenerated: generated * 412,
      bytesPublished: published * 412,
    };
  };
  const stepDevice = (device: DemoDevice, reporter: Reporter): void => {
    if (device.wearing) device.wear = Math.min(1, device.wear + 0.02);
    const reading = readingOf(device);
    const kept = random.chance(0.25 + device.wear / 2);
    reporter.onReading?.(reading, kept);
    if (!kept) return;
    published += 1;
    const score = 0.6 + Math.abs(random.normal()) * 0.25 + 2.6 * device.wear;
    const anomalous = score > 2.2;
    reporter.onScored?.({
      ...reading,
      boot: 'b1',
      seq: published,
      ready: steps > 20,
      score: steps > 20 ? score : 0,
      threshold: steps > 20 ? 2.2 : 0,
      anomalous,
      values: reading.metrics,
      attribution: [{ metric: 'gear_brg_hss_c', share: 1 }],
    });
    if (!anomalous || device.alertId !== undefined) return;
    alerts += 1;
    device.alertId = `${device.name}#b1#${published}`;
    reporter.onEvent({ type: 'alert', alert: alertOf(device, reading, score), latencyMs: 38 });
  };
  return {
    start: (reporter) => {
      told = reporter;
      reporter.onEvent({
        type: 'started',
        profile: 'wind-farm',
        seed: '42',
        speed: 120,
        devices: devices.map(({ name }) => name),
        start: START,
        stateDir: '.pm-sim',
        mqttPort: 8_883,
      });
      for (const { name } of devices) {
        reporter.onEvent({ type: 'connection', device: name, state: 'connected' });
      }
    },
    step: (reporter) => {
      steps += 1;
      for (const device of devices) stepDevice(device, reporter);
      reporter.onEvent({
        type: 'progress',
        simulatedMs: steps * STEP_SIMULATED_MS,
        wallMs: steps * STEP_WALL_MS,
        counters: counters(),
        connected: count,
        lagMs: 2,
        backlog: BACKLOG,
      });
    },
    inject: (name, mode) => {
      const device = devices.find((candidate) => candidate.name === name);
      if (device === undefined) return;
      device.wearing = true;
      device.truth = {
        event: `${name}-${mode}`,
        device: name,
        mode,
        kind: 'fault',
        severity: 1,
        onset: START + steps * STEP_SIMULATED_MS,
        functionalFailure: START + (steps + 50) * STEP_SIMULATED_MS,
        channels: ['gear_brg_hss_c'],
      };
      told?.onEvent({ type: 'truth', truth: device.truth });
    },
    repair: (name) => {
      const device = devices.find((candidate) => candidate.name === name);
      if (device?.truth === undefined) return;
      const ts = START + steps * STEP_SIMULATED_MS;
      told?.onEvent({ type: 'repair', truth: { ...device.truth, repaired: ts } });
      Object.assign(device, { wear: 0, wearing: false, truth: undefined });
      if (device.alertId === undefined) return;
      told?.onEvent({ type: 'alert-closed', id: device.alertId, device: name, ts });
      device.alertId = undefined;
    },
  };
}

function alertOf(device: DemoDevice, reading: Reading, score: number): Alert {
  return {
    id: device.alertId ?? '',
    device: device.name,
    site: reading.site,
    severity: score > 2.6 ? 'critical' : 'high',
    state: 'open',
    openedAt: reading.ts,
    score,
    threshold: 2.2,
    metric: 'gear_brg_hss_c',
    value: reading.metrics['gear_brg_hss_c'] ?? 0,
    expected: 62.4,
    attribution: [{ metric: 'gear_brg_hss_c', share: 1 }],
    reason: 'The gearbox bearing is warmer than its load explains: check lubrication and bearing.',
    source: 'cloud',
  };
}
