import type { Key } from 'ink';
import type { NamedKey, Press } from './ui-state.ts';

/** Keys that come in one burst come as one text. */
export function pressesOf(input: string, key: Key): readonly Press[] {
  if (key.ctrl) return input === 'c' ? [{ key: 'interrupt' }] : [];
  const named: readonly (readonly [boolean, NamedKey])[] = [
    [key.upArrow, 'up'],
    [key.downArrow, 'down'],
    [key.leftArrow, 'left'],
    [key.rightArrow, 'right'],
    [key.pageUp, 'pageUp'],
    [key.pageDown, 'pageDown'],
    [key.home, 'home'],
    [key.end, 'end'],
    [key.return, 'enter'],
    [key.escape, 'escape'],
    [key.tab && key.shift, 'backTab'],
    [key.tab, 'tab'],
    [key.backspace || key.delete, 'backspace'],
  ];
  const found = named.find(([pressed]) => pressed)?.[1];
  if (found !== undefined) return [{ key: found }];
  return Array.from(input)
    .filter(isPrintable)
    .map((text) => ({ text }));
}

function isPrintable(text: string): boolean {
  return /^[ -~]$/.test(text);
}
