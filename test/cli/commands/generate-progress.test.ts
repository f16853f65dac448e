import { describe, expect, it } from 'vitest';
import { createProgress } from '../../../src/cli/commands/generate-progress.ts';
import { fakeStream } from '../fake-io.ts';

function told(isTTY: boolean, quiet = false) {
  let at = 0;
  const stderr = fakeStream({ isTTY });
  const io = { stderr, now: () => at };
  const progress = createProgress({ io, span: { start: 0, end: 1_000 }, quiet });
  const tell = (ms: number, share: number): void => {
    at = ms;
    progress.tell({ rows: ms * 10, ts: share * 1_000 });
  };
  return { tell, end: progress.end, text: () => stderr.text() };
}

describe('the progress of a data set', () => {
  it('is silent for two seconds, then tells share, rate and time left', () => {
    const { tell, end, text } = told(false);
    tell(1_999, 0.2);
    expect(text()).toBe('');
    tell(2_000, 0.25);
    tell(2_600, 0.3);
    end();
    expect(text()).toBe('25 %, 20000 readings, 10000 a second, 6.0s left\n');
  });

  it('overwrites its line on a terminal and leaves it clean', () => {
    const { tell, end, text } = told(true);
    tell(2_000, 0.5);
    tell(2_600, 0.65);
    end();
    expect(text().split('\r')).toHaveLength(4);
    expect(text().endsWith('\r\u001b[K')).toBe(true);
  });

  it('says nothing when it is asked to be quiet', () => {
    const { tell, end, text } = told(true, true);
    tell(5_000, 0.5);
    end();
    expect(text()).toBe('');
  });
});
