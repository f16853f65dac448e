import type { Key } from 'ink';
import { describe, expect, it } from 'vitest';
import { pressesOf } from '../../../src/cli/tui/presses.ts';

const NONE: Key = {
  upArrow: false,
  downArrow: false,
  leftArrow: false,
  rightArrow: false,
  pageDown: false,
  pageUp: false,
  home: false,
  end: false,
  return: false,
  escape: false,
  ctrl: false,
  shift: false,
  tab: false,
  backspace: false,
  delete: false,
  meta: false,
  super: false,
  hyper: false,
  capsLock: false,
  numLock: false,
};

function keys(input: string, key: Partial<Key> = {}): string {
  return pressesOf(input, { ...NONE, ...key })
    .map((press) => ('key' in press ? `<${press.key}>` : press.text))
    .join('');
}

describe('presses', () => {
  it('are the keys that Ink knows', () => {
    expect(keys('', { upArrow: true })).toBe('<up>');
    expect(keys('', { tab: true })).toBe('<tab>');
    expect(keys('', { tab: true, shift: true })).toBe('<backTab>');
    expect(keys('', { delete: true })).toBe('<backspace>');
    expect(keys('c', { ctrl: true })).toBe('<interrupt>');
    expect(keys('x', { ctrl: true })).toBe('');
  });

  it('are cut out of what was typed in one burst', () => {
    expect(keys('jj\rt')).toBe('jj<enter>t');
    expect(keys('i\t4\u007f\u0003')).toBe('i<tab>4<backspace><interrupt>');
  });

  it('are arrows too, though Ink has taken the first escape away', () => {
    expect(keys('[B\u001b[B\u001b[6~k')).toBe('<down><down><pageDown>k');
    expect(keys('j\u001bOA\u001b[Z\u001b')).toBe('j<up><backTab><escape>');
  });

  it('are nothing where a sequence or a character means nothing', () => {
    expect(keys('[1;5P\u001b[2~ä\u0001')).toBe('');
    expect(keys('O')).toBe('O');
  });
});
