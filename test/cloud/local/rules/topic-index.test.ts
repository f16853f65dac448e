import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTopicIndex } from '../../../../src/cloud/local/rules/topic-index.ts';
import { compileTopicFilter } from '../../../../src/cloud/rules/topic-filter.ts';

const level = fc.constantFrom('a', 'b', '$c', '');
const topic = fc.array(level, { minLength: 1, maxLength: 5 }).map((levels) => levels.join('/'));
const filter = fc
  .tuple(
    fc.array(fc.constantFrom('a', 'b', '$c', '', '+'), { minLength: 1, maxLength: 4 }),
    fc.boolean(),
  )
  .map(([levels, hash]) => [...levels, ...(hash ? ['#'] : [])].join('/'))
  .filter((text) => text !== '');

describe('createTopicIndex', () => {
  it('finds exactly the filters that match, in the order of addition', () => {
    fc.assert(
      fc.property(fc.array(filter, { maxLength: 12 }), topic, (filters, name) => {
        const compiled = filters.map(compileTopicFilter);
        const index = createTopicIndex<number>();
        for (const [order, { levels }] of compiled.entries()) index.add(levels, order);
        const expected = [...compiled.keys()].filter((order) => compiled[order]?.matches(name));
        expect(index.find(name.split('/'))).toEqual(expected);
      }),
    );
  });

  it('finds the filter "#" for every topic that is not reserved', () => {
    const index = createTopicIndex<string>();
    index.add(['#'], 'all');
    expect(index.find(['a'])).toEqual(['all']);
    expect(index.find(['$aws', 'a'])).toEqual([]);
  });
});
