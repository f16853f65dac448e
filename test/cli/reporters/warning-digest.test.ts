import { describe, expect, it } from 'vitest';
import type { Reporter } from '../../../src/cli/reporters/reporter.ts';
import { digestWarnings } from '../../../src/cli/reporters/warning-digest.ts';
import type { RunEvent } from '../../../src/telemetry/run-event.ts';
import { progress, SUMMARY } from './fixtures.ts';

function bench() {
  const told: RunEvent[] = [];
  let ms = 1_000;
  const reporter: Reporter = {
    onEvent: (event) => told.push(event),
    onReading: () => undefined,
    close: () => Promise.resolve(),
  };
  const digest = digestWarnings(reporter, () => ms);
  return {
    digest,
    told,
    warn: (text: string) => digest.onEvent({ type: 'warning', text }),
    warnings: () => told.flatMap((event) => (event.type === 'warning' ? [event.text] : [])),
    pass: (by: number): void => void (ms += by),
  };
}

const REFUSED = 'The broker refused the message.';

describe('warnings', () => {
  it('are told at once the first time, and with their number a minute later', () => {
    const { digest, told, warn, pass } = bench();
    for (let i = 1; i <= 500; i += 1) warn(`wt-00${i % 9}: ${REFUSED}`);
    expect(told).toEqual([{ type: 'warning', text: `wt-001: ${REFUSED}` }]);
    pass(59_999);
    digest.onEvent(progress(1, 1));
    expect(told).toHaveLength(2);
    pass(1);
    digest.onEvent(progress(2, 2));
    expect(told[2]).toEqual({
      type: 'warning',
      text: `wt-005: ${REFUSED} (the last of 499 like it in 1m)`,
      repeated: 499,
    });
    expect(told).toHaveLength(4);
  });

  it('are told as they are when they come again after a minute', () => {
    const { warn, warnings, pass } = bench();
    warn('Alarm 1 rings.');
    pass(60_000);
    warn('Alarm 2 rings.');
    expect(warnings()).toEqual(['Alarm 1 rings.', 'Alarm 2 rings.']);
  });

  it('that say something else are another kind', () => {
    const { warn, warnings } = bench();
    for (const text of ['a is full', 'b is full', 'a is full']) warn(text);
    expect(warnings()).toEqual(['a is full', 'b is full']);
  });

  it('leave nothing untold before the summary, nor at the end of a run without one', async () => {
    const { digest, told, warn } = bench();
    for (let i = 0; i < 3; i += 1) warn(`message ${i} was refused`);
    digest.onEvent(SUMMARY);
    expect(told.map(({ type }) => type)).toEqual(['warning', 'warning', 'summary']);
    expect(told[1]).toMatchObject({ repeated: 2 });
    warn('message 9 was refused');
    await digest.close();
    expect(told.at(-1)).toEqual({ type: 'warning', text: 'message 9 was refused' });
  });

  it('of any number of kinds take no more memory than those of two hundred', () => {
    const { warn, warnings } = bench();
    for (let i = 0; i < 300; i += 1) warn(`device ${'x'.repeat(i)} failed`);
    expect(warnings()).toHaveLength(201);
  });
});
