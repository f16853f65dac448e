import { describe, expect, it } from 'vitest';
import { rewriteArguments } from '../../src/cli/rewrite-arguments.ts';

describe('rewriteArguments', () => {
  it("turns MQTTX's -im into --im, which commander accepts", () => {
    expect(rewriteArguments(['run', '-im', '1000'])).toEqual(['run', '--im', '1000']);
  });

  it('reads help of a command in a group as that command with --help', () => {
    expect(rewriteArguments(['help', 'edge', 'run'])).toEqual(['edge', 'run', '--help']);
    expect(rewriteArguments(['help', 'run'])).toEqual(['help', 'run']);
  });

  it('knows the names that MQTTX gives to what we have', () => {
    expect(rewriteArguments(['simulate', '--hostname=h', '--interval', '5'])).toEqual([
      'simulate',
      '--host=h',
      '--connect-interval',
      '5',
    ]);
    expect(rewriteArguments(['generate', '--interval', '5'])).toEqual([
      'generate',
      '--interval',
      '5',
    ]);
  });

  it('leaves operands after -- and other words alone', () => {
    expect(rewriteArguments(['replay', '--', '-im', '-i'])).toEqual(['replay', '--', '-im', '-i']);
  });
});
