import { expect } from 'vitest';
import type { Workplace } from './cli-run.ts';

/**
 * Runs a line that is to be refused: its message, having checked that there is one, that it is ours,
 * and that nothing was printed as a result.
 */
export async function refusalOf(place: Workplace, line: string, exitCode = 2): Promise<string> {
  const end = await place.run(line);
  expect(end).toMatchObject({ exitCode, stdout: '' });
  expect(end.stderr).toMatch(/^pm-sim: (?!unexpected failure)/m);
  expect(end.stderr).not.toMatch(/\.\.$/m);
  return end.stderr;
}

/** Matches a text that holds all of these words. */
export function saying(words: readonly string[]): RegExp {
  const escaped = words.map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(escaped.map((text) => `(?=[^]*${text})`).join(''));
}
