import { describe, expect, it } from 'vitest';
import { ofOwnShard } from '../../../src/cli/compose/own-shard.ts';
import { runSchema, type RunOptions } from '../../../src/cli/options/run-options.ts';

function asked(shard?: string): RunOptions {
  return runSchema.parse({
    profile: 'wind-farm',
    state: '/var/state',
    out: '/var/out',
    ...(shard === undefined ? {} : { shard }),
  });
}

describe('the shard of a process', () => {
  it('is what the command line says, with folders of its own', () => {
    const { options, shard } = ofOwnShard(asked('3/10'), {});
    expect(shard).toEqual({ index: 2, count: 10 });
    expect(options.twin.stateDir).toBe('/var/state/shard-3-of-10');
    expect(options.outDir).toBe('/var/out/shard-3-of-10');
  });

  it('is the whole fleet, and nothing changes, where nobody asks', () => {
    const { options, shard } = ofOwnShard(asked(), { JOB_COMPLETION_INDEX: '1' });
    expect(shard).toBeUndefined();
    expect(options).toEqual(asked());
  });

  it.each(['JOB_COMPLETION_INDEX', 'AWS_BATCH_JOB_ARRAY_INDEX'])(
    'is told by %s, from 0',
    (name) => {
      expect(ofOwnShard(asked('auto/4'), { [name]: '0' }).shard).toEqual({ index: 0, count: 4 });
      expect(ofOwnShard(asked('auto/4'), { [name]: '3' }).shard).toEqual({ index: 3, count: 4 });
    },
  );

  it.each(['4', '-1', 'x', '1.5'])('is refused when the environment says %s of 4', (index) => {
    const env = { JOB_COMPLETION_INDEX: index };
    expect(() => ofOwnShard(asked('auto/4'), env)).toThrow(
      `JOB_COMPLETION_INDEX is "${index}", and --shard auto/4 expects 0 to 3.`,
    );
  });

  it('is refused when the environment says nothing', () => {
    expect(() => ofOwnShard(asked('auto/4'), { JOB_COMPLETION_INDEX: '' })).toThrow(
      'neither JOB_COMPLETION_INDEX nor AWS_BATCH_JOB_ARRAY_INDEX says which part this is',
    );
  });

  it.each(['0/4', '5/4', '4', 'a/b', '1/0', '1/10001', '-1/4'])('cannot be %s', (text) => {
    expect(() => asked(text)).toThrow('expected I/N');
  });
});
