import type { Key } from 'ink';
import type { NamedKey, Press } from './ui-state.ts';

/** Ink knows one key at a time; what was typed in one burst comes as one text and is cut up here. */
export function pressesOf(input: string, key: Key): readonly Press[] {
  if (key.ctrl) return input === 'c' ? [{ key: 'interrupt' }] : [];
  const named = NAMED.find(([flag]) => key[flag])?.[1];
  if (named !== undefined) return [{ key: named === 'tab' && key.shift ? 'backTab' : named }];
  return [...input.matchAll(TOKEN)].flatMap(([token]) => pressOf(token));
}

const NAMED: readonly (readonly [keyof Key, NamedKey])[] = [
  ['upArrow', 'up'],
  ['downArrow', 'down'],
  ['leftArrow', 'left'],
  ['rightArrow', 'right'],
  ['pageUp', 'pageUp'],
  ['pageDown', 'pageDown'],
  ['home', 'home'],
  ['end', 'end'],
  ['return', 'enter'],
  ['escape', 'escape'],
  ['tab', 'tab'],
  ['backspace', 'backspace'],
  ['delete', 'backspace'],
];

const ESCAPE = '\u001b';
/** A control sequence (ECMA-48, 5.4), of which Ink takes the first escape away, or one character. */
const TOKEN = new RegExp(
  `(?:${ESCAPE}\\[|^\\[|${ESCAPE}O|^O(?=[A-DFH]$))[\\d;]*[A-Za-z~]|[^]`,
  'gu',
);

/** What terminals send after the escape and its bracket or letter O (xterm, "PC-Style Function Keys"). */
const SEQUENCES: Readonly<Record<string, NamedKey>> = {
  A: 'up',
  B: 'down',
  C: 'right',
  D: 'left',
  H: 'home',
  F: 'end',
  Z: 'backTab',
  '1~': 'home',
  '4~': 'end',
  '5~': 'pageUp',
  '6~': 'pageDown',
};

const CONTROLS: Readonly<Record<string, NamedKey>> = {
  '\r': 'enter',
  '\n': 'enter',
  '\t': 'tab',
  '\b': 'backspace',
  '\u007f': 'backspace',
  '\u0003': 'interrupt',
  [ESCAPE]: 'escape',
};

function pressOf(token: string): Press[] {
  const key = token.length > 1 ? SEQUENCES[token.replace(SEQUENCE_START, '')] : CONTROLS[token];
  if (key !== undefined) return [{ key }];
  return /^[ -~]$/.test(token) ? [{ text: token }] : [];
}

const SEQUENCE_START = new RegExp(`^${ESCAPE}?[[O]`);
