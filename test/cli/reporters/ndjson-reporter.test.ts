import { describe, expect, it } from 'vitest';
import { createNdjsonReporter } from '../../../src/cli/reporters/ndjson-reporter.ts';
import { fakeStream } from '../fake-io.ts';
import { EVENTS, progress, SUMMARY } from './fixtures.ts';

function linesOf(quiet: boolean, events = EVENTS): unknown[] {
  const stdout = fakeStream();
  const reporter = createNdjsonReporter({ stdout, quiet });
  events.forEach((event) => reporter.onEvent(event));
  return stdout
    .text()
    .trimEnd()
    .split('\n')
    .map((line): unknown => JSON.parse(line));
}

describe('ndjson', () => {
  it('is every event on its own line, the summary last', () => {
    const lines = linesOf(false);
    expect(lines).toEqual(EVENTS);
    expect(lines.at(-1)).toEqual(SUMMARY);
  });

  it('tells progress at most once a second', () => {
    const events = Array.from({ length: 50 }, (_, i) => progress(i * 100, i));
    expect(linesOf(false, events)).toHaveLength(5);
  });

  it('is only the summary when quiet', () => {
    expect(linesOf(true)).toEqual([SUMMARY]);
  });
});
