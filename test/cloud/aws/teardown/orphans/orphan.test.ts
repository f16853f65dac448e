import { describe, expect, it } from 'vitest';
import { orphansAmong } from '../../../../../src/cloud/aws/teardown/orphans/orphan.ts';

const OURS = [{ Key: 'pm-sim:project', Value: 'pm-sim' }];

async function found(names: readonly string[], owned: readonly string[] = []) {
  const orphans = await orphansAmong({
    kind: 'stream',
    names,
    owned: new Set(owned),
    tagsOf: (name) =>
      Promise.resolve(name === 'tagged' ? OURS : [{ Key: 'team', Value: 'pm-sim' }]),
    remove: () => Promise.resolve(),
  });
  return orphans.map(({ name, by }) => [name, by]);
}

describe('orphans', () => {
  it('are known by their name or their tag', async () => {
    const arn = 'arn:aws:sns:eu-west-1:123456789012:pm-sim-alerts';
    expect(await found(['pm-sim-scored', 'pm_sim_rule', arn, 'tagged'])).toEqual([
      ['pm-sim-scored', 'name'],
      ['pm_sim_rule', 'name'],
      [arn, 'name'],
      ['tagged', 'tag'],
    ]);
  });

  it('are nobody’s: what a stack owns, and what belongs to others, is left alone', async () => {
    expect(await found(['pm-sim-scored', 'other', 'pm-simple'], ['pm-sim-scored'])).toEqual([]);
  });
});
