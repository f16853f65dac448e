import { describe, expect, it } from 'vitest';
import type { RcfGateConfig } from '../../../src/edge/edge-config.ts';
import { createRcfGate } from '../../../src/edge/filters/rcf-gate.ts';
import { createRandom } from '../../../src/runtime/random.ts';
import { readingAt } from '../readings.ts';

const CONFIG: RcfGateConfig = {
  channels: [{ metric: 'vib_gearbox_mms', given: ['power_kw'] }],
  normalEvery: '10s',
  warmUp: '3m',
  smoothing: '0s',
  numberOfTrees: 10,
};
const WARM_UP_S = 180;
/** Where the tests put their anomaly: one healthy stretch after the warm-up. */
const ONSET_S = 480;

/** A gearbox whose vibration follows its load, and scatters. */
function createGearbox(seed = 'gearbox') {
  const random = createRandom(seed);
  return (second: number, extra = 0) => {
    const power = 1_000 + 500 * Math.sin(second / 60) + 20 * random.normal();
    const vibration = 1 + power / 1_000 + 0.05 * random.normal() + extra;
    return readingAt(second, { power_kw: power, vib_gearbox_mms: vibration });
  };
}

function gateOf(change: Partial<RcfGateConfig> = {}) {
  return createRcfGate('rcf', { ...CONFIG, ...change }, { random: createRandom('gate') });
}

/** Decisions of seconds 0 … `end`, with `extra(second)` on top of the vibration. */
function play(gate: ReturnType<typeof gateOf>, end: number, extra: (second: number) => number) {
  const readingOf = createGearbox();
  return Array.from({ length: end }, (_, second) =>
    gate.process(readingOf(second, extra(second)), false),
  );
}

function keptSeconds(decisions: ReturnType<typeof play>): readonly number[] {
  return decisions.flatMap(({ action }, second) => (action === 'drop' ? [] : [second]));
}

describe('rcf gate', () => {
  it('lets one normal reading through per interval, in the warm-up and after it', () => {
    const kept = keptSeconds(play(gateOf(), ONSET_S, () => 0));

    expect(kept).toEqual(Array.from({ length: ONSET_S / 10 }, (_, i) => i * 10));
  });

  it('marks what the forest finds anomalous urgent, with its score', () => {
    const decisions = play(gateOf(), ONSET_S + 4, (second) => (second >= ONSET_S ? 3 : 0));

    for (const decision of decisions.slice(ONSET_S)) {
      expect(decision).toMatchObject({ action: 'urgent', score: expect.any(Number) });
    }
    expect(decisions.slice(0, ONSET_S).some(({ action }) => action === 'urgent')).toBe(false);
  });

  it('calls nothing anomalous while it warms up', () => {
    const decisions = play(gateOf(), WARM_UP_S, (second) => (second === 150 ? 3 : 0));

    expect(decisions[150]?.action).not.toBe('urgent');
  });

  it('sends everything for a while after an anomaly, then thins again', () => {
    const burst = (second: number): number => (second === ONSET_S ? 3 : 0);
    const decisions = play(gateOf({ keepAfter: '5s' }), ONSET_S + 30, burst);
    const after = decisions.slice(ONSET_S).map(({ action }) => action);

    expect(after.slice(0, 5)).toEqual(Array.from({ length: 5 }, () => 'urgent'));
    expect(after.slice(5).filter((action) => action === 'urgent')).toEqual([]);
    expect(after.slice(5).filter((action) => action === 'pass')).toHaveLength(2);
  });

  it('looks only at readings that meet its conditions, and thins the others', () => {
    const gate = gateOf({ when: [{ metric: 'power_kw', above: 100, below: 5_000 }] });
    play(gate, ONSET_S, () => 0);
    const stopped = readingAt(ONSET_S + 1, { power_kw: 0, vib_gearbox_mms: 9 });
    const dark = readingAt(ONSET_S + 2, { vib_gearbox_mms: 9 });
    const running = readingAt(ONSET_S + 3, { power_kw: 1_000, vib_gearbox_mms: 9 });

    expect(gate.process(stopped, false).action).toBe('pass');
    expect(gate.process(dark, false).action).toBe('drop');
    expect(gate.process(running, false).action).toBe('urgent');
  });

  it('counts a reading that goes out anyway as the normal one of its interval', () => {
    const gate = gateOf();
    const readingOf = createGearbox();
    gate.process(readingOf(0), false);

    expect(gate.process(readingOf(5), true).action).toBe('pass');
    expect(gate.process(readingOf(12), false).action).toBe('drop');
    expect(gate.process(readingOf(15), false).action).toBe('pass');
  });

  it('is not silent after the source clock was set back', () => {
    const gate = gateOf();
    const readingOf = createGearbox();
    gate.process(readingOf(7_200), false);

    expect(gate.process(readingOf(3_600), false).action).toBe('pass');
    expect(gate.process(readingOf(3_601), false).action).toBe('drop');
  });

  it('decides the same with the same seed', () => {
    const burst = (second: number): number => (second >= ONSET_S ? 1 : 0);
    const once = play(gateOf(), ONSET_S + 20, burst);

    expect(play(gateOf(), ONSET_S + 20, burst)).toEqual(once);
  });

  it('sends the readings before an anomalous one too, as far back as the last that went out', () => {
    const gate = gateOf({ keepBefore: '4s', keepAfter: '0s' });
    const at = ONSET_S + 7;
    const decisions = play(gate, at + 1, (second) => (second === at ? 8 : 0));
    expect(decisions[at]?.action).toBe('urgent');
    expect(decisions[at]?.before?.readings.map(({ ts }) => ts / 1_000)).toEqual([at - 4, at - 3, at - 2, at - 1]); // prettier-ignore
    expect(decisions.slice(0, at).every(({ before }) => before === undefined)).toBe(true);
    const close = gateOf({ keepBefore: '1m' });
    const soon = play(close, ONSET_S + 3, (second) => (second === ONSET_S + 2 ? 8 : 0));
    expect(soon[ONSET_S + 2]?.before?.readings.map(({ ts }) => ts / 1_000)).toEqual([ONSET_S + 1]);
  });
});
