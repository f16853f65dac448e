import type { Random } from '../../src/runtime/random.ts';

/** Names that mean something to JavaScript, to MQTT, or to us where they should mean nothing. */
const NAMES = [
  '',
  ' ',
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'length',
  '0',
  '-1',
  '$.a',
  'a.b[0]',
  'a/b',
  '+',
  '#',
  '$aws',
  '\u0000',
  '\ud800',
  '\u202e',
  '💥',
  'é'.repeat(100),
  'x'.repeat(129),
] as const;

const TEXTS = [
  '2026-03-02T08:00:00Z',
  '2026-02-30',
  '-271821-04-20T00:00:00.000Z',
  '1e400',
  'NaN',
  '0x10',
  '10s',
  '0s',
  '-5s',
  '99999999999999999d',
  'topic:2',
  'topic:99',
  '=constant',
  '["',
  '${jndi}',
  'null',
  'a\nb',
  'y'.repeat(5_000),
] as const;

const NUMBERS = [
  0, -0, 1, -1, 0.1, 127, 128, 255, 256, 65_535, 65_536, 2 ** 31, 2 ** 32, 2 ** 53, 1e15, 1e21, 1e308, -1e308, 5e-324, 1.7e12, 8.64e15, -8.64e15, 9e15,
] as const; // prettier-ignore

export function pick<T>(random: Random, from: readonly [T, ...T[]]): T {
  return from[random.int(from.length)] ?? from[0];
}

export function hostileName(random: Random): string {
  return pick(random, NAMES);
}

export function hostileText(random: Random): string {
  return random.chance(0.5) ? pick(random, NAMES) : pick(random, TEXTS);
}

export function hostileNumber(random: Random): number {
  return random.chance(0.7) ? pick(random, NUMBERS) : random.normal() * 10 ** random.int(20);
}
