import { describe, expect, it } from 'vitest';
import { injectSchema } from '../../../src/cli/options/inject-options.ts';

const parse = (raw: object) => injectSchema.parse({ state: '/s', ...raw });
const problemsOf = (raw: object) =>
  injectSchema
    .safeParse({ state: '/s', ...raw })
    .error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);

describe('the options of inject', () => {
  it('are one wish of three', () => {
    expect(parse({ mode: 'm', device: 'd', severity: '0.8', over: '30m' })).toEqual({
      stateDir: '/s',
      json: false,
      wish: 'inject',
      mode: 'm',
      device: 'd',
      severity: 0.8,
      overMs: 1_800_000,
    });
    expect(parse({ repair: true, device: 'd' })).toMatchObject({ wish: 'repair', device: 'd' });
    expect(parse({ list: true })).toMatchObject({ wish: 'list' });
  });

  it.each([
    [{ mode: 'm' }, ['device: expected the name of a device, such as wt-001']],
    [{ device: 'd' }, ['mode: expected a fault mode; `pm-sim inject --list` shows them']],
    [{ list: true, repair: true }, ['repair: means nothing with --list']],
    [{ repair: true, device: 'd', over: '1m' }, ['over: means nothing with --repair']],
    [
      { mode: 'm', device: 'd', severity: '1.2' },
      ['severity: expected a number above 0 and at most 1, got "1.2"'],
    ],
  ])('refuse %j', (raw, problems) => {
    expect(problemsOf(raw)).toEqual(problems);
  });
});
