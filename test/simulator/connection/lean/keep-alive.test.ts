import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { KeepAlive } from '../../../../src/simulator/connection/lean/keep-alive.ts';
import { LookRounds } from '../../../../src/simulator/connection/lean/look-rounds.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function watched() {
  const said: string[] = [];
  const actions = {
    ping: () => said.push('ping'),
    onSilence: () => {
      said.push('silence');
      keepAlive.stop();
    },
  };
  const keepAlive = new KeepAlive(actions, new LookRounds());
  return { keepAlive, said };
}

describe('keep-alive', () => {
  it('pings an idle link within every interval, for as long as it is answered', () => {
    const { keepAlive, said } = watched();
    keepAlive.start(60);
    for (let interval = 1; interval <= 5; interval += 1) {
      vi.advanceTimersByTime(30_000);
      keepAlive.received();
      vi.advanceTimersByTime(30_000);
      keepAlive.received();
      expect(said.length).toBeGreaterThanOrEqual(interval);
    }
    expect(said).not.toContain('silence');
  });

  it('leaves a link alone on which both sides speak', () => {
    const { keepAlive, said } = watched();
    keepAlive.start(60);
    for (let second = 0; second < 600; second += 1) {
      keepAlive.sent();
      keepAlive.received();
      vi.advanceTimersByTime(1_000);
    }
    expect(said).toEqual([]);
  });

  it('notices that messages go into the void', () => {
    const { keepAlive, said } = watched();
    keepAlive.start(60);
    for (let second = 0; second < 300; second += 1) {
      keepAlive.sent();
      vi.advanceTimersByTime(1_000);
    }
    expect(said).toEqual(['ping', 'silence']);
  });

  it('takes the interval that it is told last, and 0 for never', () => {
    const { keepAlive, said } = watched();
    keepAlive.start(60);
    keepAlive.start(10);
    vi.advanceTimersByTime(10_000);
    expect(said).toEqual(['ping']);
    keepAlive.start(0);
    vi.advanceTimersByTime(600_000);
    expect(said).toEqual(['ping']);
  });
});
