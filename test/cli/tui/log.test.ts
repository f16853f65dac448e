import { describe, expect, it } from 'vitest';
import { entryLines, wrapText } from '../../../src/cli/tui/views/log.ts';

describe('events', () => {
  it('go on below where a message is long, and end in … where it is longer still', () => {
    expect(wrapText('one two three four', 9)).toEqual(['one two', 'three', 'four']);
    expect(wrapText('abcdefghij'.repeat(4), 10)).toEqual([
      'abcdefghij',
      'abcdefghij',
      'abcdefghi…',
    ]);
    expect(wrapText('short', 10)).toEqual(['short']);
    expect(wrapText('two\nlines', 10)).toEqual(['two lines']);
  });

  it('are indented under their first row', () => {
    const text = entryLines({ kind: 'warning', text: 'one two three', ts: 0 }, 29).map((line) =>
      line.map(([part]) => part).join(''),
    );
    expect(text).toEqual(['00:00:00 warning     one two', `${' '.repeat(21)}three`]);
  });
});
