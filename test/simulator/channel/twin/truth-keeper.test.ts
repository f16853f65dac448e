import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../../src/runtime/random.ts';
import { createStation, type Station } from '../../../../src/simulator/channel/station.ts';
import { createHealthyTwin } from '../../../../src/simulator/channel/twin/healthy-twin.ts';
import { createTruthKeeper } from '../../../../src/simulator/channel/twin/truth-keeper.ts';
import type { Device } from '../../../../src/simulator/devices/device.ts';
import type { FaultPlan } from '../../../../src/simulator/faults/fault.ts';
import type { TruthEvent } from '../../../../src/telemetry/truth.ts';

/** A device that is noise around 50, plus whatever afflicts it. */
function createNoise(): Device {
  const random = createRandom('noise');
  const plans: FaultPlan[] = [];
  let now = 0;
  return {
    info: { name: 'd', site: 's', type: 't', serial: 'x', latitude: 0, longitude: 0 },
    advance(ts) {
      now = ts;
    },
    metrics: () => ({
      m_c: 50 + random.normal() + plans.reduce((sum, plan) => sum + plan.damageAt(now), 0),
    }),
    state: () => 'on',
    afflict: (plan) => void plans.push(plan),
  };
}

const station = (): Station =>
  createStation({ device: createNoise(), sensors: undefined, random: createRandom('sensors') });

/** From `onset` on, `size` more than there should be. */
function planOf(kind: TruthEvent['kind'], onset: number, size: number): FaultPlan {
  const event: TruthEvent = {
    event: `${kind} ${onset}`,
    device: 'd',
    mode: kind,
    kind,
    severity: 1,
    onset,
    functionalFailure: Infinity,
    channels: ['m_c'],
  };
  return { event, damageAt: (ts) => (ts > onset ? size : 0) };
}

/** What becomes known of plans that are made at their own time, one sample a second. */
function follow(...plans: readonly FaultPlan[]) {
  let twins = 0;
  const keeper = createTruthKeeper({
    limits: [{ metric: 'm_c', above: 80 }],
    intervalMs: 1_000,
    createTwin: () => {
      twins += 1;
      return createHealthyTwin({ station: station(), instant: (round) => round * 1_000 });
    },
  });
  const sick = station();
  for (let ts = 0; ts < 600_000; ts += 1_000) {
    for (const plan of plans.filter(({ event }) => event.onset === ts)) {
      sick.device.afflict(plan);
      keeper.add(plan, sick);
    }
    sick.sample(ts);
  }
  return { events: keeper.events(), twins };
}

describe('the truth of a device', () => {
  it('has no twin as long as there is no fault', () => {
    const { events, twins } = follow(planOf('operational', 100_000, 40));
    expect(twins).toBe(0);
    expect(events[0]).not.toHaveProperty('detectable');
  });

  it('holds a fault to be detectable by its own effect, whatever else a healthy device does', () => {
    for (const at of [100_000, 300_000]) {
      const stop = planOf('operational', at, 40);
      const faint = planOf('fault', 200_000, 2);
      const strong = planOf('fault', 400_000, 4);
      const { events } = follow(stop, faint, strong);
      const { detectable } = events.find(({ event }) => event === faint.event.event) as TruthEvent;
      expect(detectable ?? Infinity).toBeGreaterThan(400_000);
      expect(events.find(({ event }) => event === strong.event.event)).toHaveProperty(
        'detectable',
        401_000,
      );
    }
  });

  it('tells when a limit is passed that the healthy device keeps', () => {
    const { events } = follow(planOf('fault', 100_000, 10), planOf('fault', 200_000, 35));
    expect(events.map(({ alarmLimit }) => alarmLimit)).toEqual([201_000, 201_000]);
    const both = follow(planOf('operational', 100_000, 35), planOf('fault', 200_000, 10));
    expect(both.events[1]).toHaveProperty('detectable', 201_000);
    expect(both.events[1]).not.toHaveProperty('alarmLimit');
  });
});
