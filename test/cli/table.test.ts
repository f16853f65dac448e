import { expect, it } from 'vitest';
import { alignColumns } from '../../src/cli/table.ts';

it('aligns columns to their widest cell and leaves no spaces at the end', () => {
  expect(alignColumns([['a', 'bbb', 'c'], ['aaaa', '', ''], []])).toEqual([
    'a     bbb  c',
    'aaaa',
    '',
  ]);
});
