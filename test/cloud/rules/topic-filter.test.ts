import { describe, expect, it } from 'vitest';
import { compileTopicFilter } from '../../../src/cloud/rules/topic-filter.ts';

const matching: readonly (readonly [filter: string, topic: string, matches: boolean])[] = [
  ['a/b', 'a/b', true],
  ['a/b', 'a/c', false],
  ['a/b', 'A/B', false],
  ['a/b', 'a/b/', false],
  ['a/+', 'a/b', true],
  ['a/+', 'a/', true],
  ['a/+', 'a', false],
  ['a/+', 'a/e/f', false],
  ['+/b', 'a/b', true],
  ['+', 'a', true],
  ['+', '/a', false],
  ['/+', '/a', true],
  ['+/+', '/a', true],
  ['a/+/c', 'a/b/c', true],
  ['a/+/c', 'a/b/d', false],
  ['a/+/c', 'a//c', true],
  ['a/#', 'a/b', true],
  ['a/#', 'a/e/f', true],
  ['a/#', 'a/', true],
  ['a/#', 'a', true],
  ['a/#', 'ab', false],
  ['a/#', 'b/x', false],
  ['#', 'a/b/c', true],
  ['#', '/', true],
  ['+/#', 'a', true],
  ['#', '$aws/things/a', false],
  ['+/things/a', '$aws/things/a', false],
  ['$aws/#', '$aws/things/a', true],
  ['$aws/+/a', '$aws/things/a', true],
  ['a/+', 'a/$b', true],
  ['dt/pm-sim/+/+/telemetry', 'dt/pm-sim/north/wt-001/telemetry', true],
  ['dt/pm-sim/+/+/telemetry', 'dt/pm-sim/north/wt-001/status', false],
  ['dt/pm-sim/+/+/telemetry', 'dt/pm-sim/north/wt-001/telemetry/x', false],
];

describe('compileTopicFilter', () => {
  it.each(matching)('%s against %s is %s', (filter, topic, matches) => {
    expect(compileTopicFilter(filter).matches(topic)).toBe(matches);
  });

  it.each([
    ['', 'empty'],
    ['a/b#', 'whole level'],
    ['a+/b', 'whole level'],
    ['a/#/b', 'last level'],
    ['a/b/c/d/e/f/g/h/i', 'more than 7 slashes'],
    ['x'.repeat(257), 'longer than 256 bytes'],
    ['a\0b', 'null character'],
  ])('refuses %j and says why', (filter, reason) => {
    expect(() => compileTopicFilter(filter)).toThrow(reason);
  });
});
