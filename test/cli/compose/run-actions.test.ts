import { describe, expect, it } from 'vitest';
import { runActions } from '../../../src/cli/compose/run-actions.ts';
import type { LocalTwin } from '../../../src/cli/compose/open-twin.ts';
import { loadRunProfile } from '../../../src/cli/compose/profile-sections.ts';
import { maxSpeedClock, pausableClock } from '../../../src/runtime/clock.ts';
import { createFleet } from '../../../src/simulator/fleet.ts';
import { ALERT } from '../reporters/fixtures.ts';
import type { RunEvent } from '../../../src/telemetry/run-event.ts';

const profile = await loadRunProfile('wind-farm', ['count=1'], '/nowhere');

const FAULT = { device: 'wt-001', severity: 0.4, overMs: 60_000 };

function bench() {
  const start = profile.startMs;
  const fleet = createFleet({ profile, seed: '1', start, faults: [] });
  const clock = pausableClock(maxSpeedClock(start));
  const controller = new AbortController();
  const events: RunEvent[] = [];
  const interrupt = {
    signal: controller.signal,
    request: () => controller.abort(),
    [Symbol.dispose]: () => undefined,
  };
  const { actions, connect, attach } = runActions({ fleet, clock, interrupt, now: () => 5 });
  connect((event) => events.push(event));
  return { actions, attach, events, clock, fleet, signal: controller.signal };
}

describe('runActions', () => {
  it('injects a fault now and tells its truth', () => {
    const { actions, events, fleet } = bench();
    actions.inject({ ...FAULT, mode: 'gearbox-bearing-wear' });
    expect(events).toMatchObject([
      { type: 'truth', truth: { device: 'wt-001', mode: 'gearbox-bearing-wear' } },
    ]);
    expect(fleet.truth()).toMatchObject([{ severity: 0.4 }]);
    const [truth] = fleet.truth();
    expect((truth?.functionalFailure ?? 0) - (truth?.onset ?? 0)).toBe(60_000);
  });

  it('warns of what cannot be injected instead of ending the run', () => {
    const { actions, events } = bench();
    actions.inject({ ...FAULT, mode: 'gearbox' });
    actions.repair('wt-001');
    expect(events).toMatchObject([{ type: 'warning' }, { type: 'warning' }]);
  });

  it('repairs what is broken', async () => {
    const { actions, events, clock } = bench();
    actions.inject({ ...FAULT, mode: 'gearbox-bearing-wear' });
    await clock.sleepUntil(clock.now() + 1_000);
    actions.repair('wt-001');
    expect(events.at(-1)).toMatchObject({ type: 'repair', truth: { repaired: clock.now() } });
  });

  it('works off alerts at the desk of the cloud that is attached', () => {
    const { actions, attach, events } = bench();
    const acknowledged: string[] = [];
    const alerts = {
      acknowledge: (id: string) => Promise.resolve({ ...ALERT, id: acknowledged.push(id) }),
    };
    attach({ alerts } as unknown as LocalTwin);
    actions.acknowledge(ALERT);
    expect(events).toEqual([{ type: 'alert-acknowledged', id: ALERT.id, ts: 5 }]);
    expect(acknowledged).toEqual([ALERT.id]);
  });

  it('asks for the end, and stops and starts the time', async () => {
    const { actions, signal, clock } = bench();
    actions.pause(true);
    const before = clock.now();
    expect(clock.now()).toBe(before);
    actions.pause(false);
    await clock.sleepUntil(before + 10);
    expect(clock.now()).toBe(before + 10);
    actions.quit();
    expect(signal.aborted).toBe(true);
  });
});
