import { describe, expect, it } from 'vitest';
import { createConnectionAgenda } from '../../../src/cli/compose/connection-agenda.ts';
import type { LinkControl } from '../../../src/cli/compose/link.ts';
import { manualClock } from '../../../src/runtime/clock.ts';
import { deferred } from '../../../src/runtime/deferred.ts';
import type { ConnectionAction } from '../../../src/simulator/scenario/connection-action.ts';
import type { RunEvent } from '../../../src/telemetry/run-event.ts';

const START = 1_000;
const HELD_MAX = 3;

interface Bench {
  readonly rotate?: LinkControl['rotateCertificate'];
  readonly waits?: boolean;
  /** When dropped devices are connected again. */
  readonly back?: Promise<void>;
}

function bench(
  actions: readonly Partial<ConnectionAction>[],
  { rotate, waits = true, back }: Bench = {},
) {
  const done: string[] = [];
  const events: RunEvent[] = [];
  const held = new Map<string, number>();
  const agenda = createConnectionAgenda({
    plan: {
      actions: actions.map((action) => ({
        kind: 'outage',
        delayMs: 0,
        forMs: 0,
        devices: ['a', 'b'],
        ...action,
      })),
      start: START,
      heldMax: HELD_MAX,
      waits,
    },
    control: {
      cut: (devices) => void done.push(`cut ${devices.join()}`),
      restore: async (devices) => void done.push(`restore ${devices.join()}`),
      drop: async (devices) => {
        done.push(`drop ${devices.join()}`);
        await back;
      },
      rotateCertificate: rotate ?? (async (device) => void done.push(`rotate ${device}`)),
    },
    path: {
      unacknowledged: (device) => held.get(device) ?? 0,
      countsUnacknowledged: (device, counts) => void done.push(`${device} counts ${counts}`),
    },
    clock: manualClock(),
    tell: (event) => void events.push(event),
    signal: new AbortController().signal,
  });
  return { agenda, done, events, held };
}

describe('the agenda of connections', () => {
  it('cuts devices off and lets them back, and does not let their messages count meanwhile', async () => {
    const { agenda, done } = bench([{ delayMs: 10, forMs: 20 }]);
    expect(agenda.nextDue()).toBe(START + 10);
    await agenda.run(START + 10);
    expect(done.splice(0)).toEqual(['a counts false', 'b counts false', 'cut a,b']);
    expect(agenda.nextDue()).toBe(START + 30);
    await agenda.run(START + 30);
    expect(done).toEqual(['restore a,b', 'a counts true', 'b counts true']);
    expect(agenda.nextDue()).toBe(Infinity);
  });

  it('lets a device back when the last of its outages is over', async () => {
    const { agenda, done } = bench([{ forMs: 20 }, { delayMs: 10, forMs: 50, devices: ['a'] }]);
    await agenda.run(START + 20);
    expect(done).toContain('restore b');
    expect(done).not.toContain('restore a');
    await agenda.run(START + 60);
    expect(done).toContain('restore a');
  });

  it('ends an outage early where an outbox is full', async () => {
    const { agenda, done, events, held } = bench([{ forMs: 20 }]);
    await agenda.run(START);
    held.set('a', HELD_MAX - 1);
    agenda.took('a');
    expect(done).not.toContain('restore a');
    held.set('a', HELD_MAX);
    agenda.took('a');
    agenda.took('a');
    expect(done.filter((act) => act === 'restore a')).toHaveLength(1);
    expect(events).toMatchObject([
      { type: 'warning', text: expect.stringContaining('a: its outbox is full') as string },
    ]);
    await agenda.run(START + 20);
    expect(done.filter((act) => act.startsWith('restore'))).toEqual(['restore a', 'restore b']);
  });

  it('leaves nobody cut off when the run is over', async () => {
    const { agenda, done } = bench([{ forMs: 20 }, { kind: 'reconnect-storm', delayMs: 30 }]);
    await agenda.run(START);
    await agenda.finish();
    expect(done).toContain('restore a,b');
    expect(agenda.nextDue()).toBe(Infinity);
    expect(done).not.toContain('drop a,b');
  });

  it('waits at the end for the certificates that are being changed', async () => {
    const rotated = deferred();
    const { agenda } = bench([{ kind: 'rotate-certificates' }], { rotate: () => rotated.promise });
    await agenda.run(START);
    let finished = false;
    const finishing = agenda.finish().then(() => (finished = true));
    await new Promise((resolve) => setImmediate(resolve));
    expect(finished).toBe(false);
    rotated.resolve();
    await finishing;
    expect(finished).toBe(true);
  });

  it('warns of a certificate that could not be changed, and goes on with the next', async () => {
    const changed: string[] = [];
    const rotate = async (device: string): Promise<void> => {
      if (device === 'a') throw new Error('refused');
      changed.push(device);
    };
    const { agenda, events } = bench([{ kind: 'rotate-certificates' }], { rotate });
    await agenda.run(START);
    await agenda.finish();
    expect(events).toEqual([{ type: 'warning', text: 'a: refused' }]);
    expect(changed).toEqual(['b']);
  });

  it('waits for devices that come back only where the simulation is not paced', async () => {
    const storm = [{ kind: 'reconnect-storm' as const }];
    await bench(storm, { waits: false, back: deferred().promise }).agenda.run(START);
    const back = deferred();
    const { agenda, done } = bench(storm, { back: back.promise });
    let ran = false;
    const running = agenda.run(START).then(() => (ran = true));
    await new Promise((resolve) => setImmediate(resolve));
    expect(done).toEqual(['drop a,b']);
    expect(ran).toBe(false);
    back.resolve();
    await running;
    expect(ran).toBe(true);
  });
});
