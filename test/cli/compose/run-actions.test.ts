import { describe, expect, it } from 'vitest';
import { runActions } from '../../../src/cli/compose/run-actions.ts';
import type { LocalTwin } from '../../../src/cli/compose/open-twin.ts';
import { loadRunProfile } from '../../../src/cli/compose/profile-sections.ts';
import { maxSpeedClock, pausableClock } from '../../../src/runtime/clock.ts';
import { createFleet } from '../../../src/simulator/fleet.ts';
import type { RunEvent } from '../../../src/telemetry/run-event.ts';

const profile = await loadRunProfile('wind-farm', ['count=1'], '/nowhere');

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
    actions.inject('wt-001', 'gearbox-bearing-wear');
    expect(events).toMatchObject([
      { type: 'truth', truth: { device: 'wt-001', mode: 'gearbox-bearing-wear' } },
    ]);
    expect(fleet.truth()).toHaveLength(1);
  });

  it('warns of what cannot be injected instead of ending the run', () => {
    const { actions, events } = bench();
    actions.inject('wt-001', 'gearbox');
    expect(events).toMatchObject([{ type: 'warning' }]);
  });

  it('tells an acknowledgement and hands it to the cloud', async () => {
    const { actions, attach, events } = bench();
    const acknowledged: string[] = [];
    attach({ acknowledge: async (id: string) => void acknowledged.push(id) } as LocalTwin);
    actions.acknowledge('wt-001#b#7');
    expect(events).toEqual([{ type: 'alert-acknowledged', id: 'wt-001#b#7', ts: 5 }]);
    expect(acknowledged).toEqual(['wt-001#b#7']);
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
