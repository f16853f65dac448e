import { describe, expect, it } from 'vitest';
import { compileFilter } from '../../../../src/cloud/local/sns/filter-policy.ts';

const attributes = {
  store: { dataType: 'String', value: 'north sea' },
  price: { dataType: 'Number', value: '150' },
  tags: { dataType: 'String.Array', value: '["a", 7, true, null]' },
  broken: { dataType: 'String.Array', value: 'rubbish' },
  bytes: { dataType: 'Binary', value: 'AAAA' },
};

describe('a filter policy on message attributes', () => {
  it.each([
    ['{"store":["north sea"]}', true],
    ['{"store":["south", "north sea"]}', true],
    ['{"store":["North Sea"]}', false],
    ['{"store":[{"equals-ignore-case":"NORTH SEA"}]}', true],
    ['{"store":[{"prefix":"north"}]}', true],
    ['{"store":[{"prefix":"sea"}]}', false],
    ['{"store":[{"suffix":"sea"}]}', true],
    ['{"store":[{"anything-but":"south"}]}', true],
    ['{"store":[{"anything-but":["south","north sea"]}]}', false],
    ['{"store":[{"anything-but":{"prefix":"north"}}]}', false],
    ['{"missing":[{"anything-but":"south"}]}', false],
    ['{"price":[150]}', true],
    ['{"price":["150"]}', false],
    ['{"price":[{"numeric":["=",150]}]}', true],
    ['{"price":[{"numeric":[">",100,"<=",150]}]}', true],
    ['{"price":[{"numeric":[">",100,"<",150]}]}', false],
    ['{"price":[{"numeric":[">=",151]}]}', false],
    ['{"store":[{"numeric":["=",150]}]}', false],
    ['{"price":[{"exists":true}]}', true],
    ['{"price":[{"exists":false}]}', false],
    ['{"missing":[{"exists":false}]}', true],
    ['{"missing":[{"exists":true}]}', false],
    ['{"missing":["x"]}', false],
    ['{"tags":["a"]}', true],
    ['{"tags":[7]}', true],
    ['{"tags":[true]}', true],
    ['{"tags":[null]}', true],
    ['{"tags":["b"]}', false],
    ['{"broken":["rubbish"]}', false],
    ['{"bytes":["AAAA"]}', false],
    ['{"store":["north sea"],"price":[1]}', false],
    ['{"store":["north sea"],"price":[{"numeric":["<",200]}]}', true],
  ])('%s gives %s', (policy, expected) => {
    expect(compileFilter(policy)(attributes)).toBe(expected);
  });

  it.each([
    '',
    '[]',
    '{"a":"b"}',
    '{"a":[]}',
    '{"a":[{"cidr":"10.0.0.0/8"}]}',
    '{"a":[{"numeric":["~",1]}]}',
    '{"$or":[{"a":["b"]}]}',
    '{"a":{"b":["c"]}}',
  ])('refuses %s', (policy) => {
    expect(() => compileFilter(policy)).toThrow(
      expect.objectContaining({ code: 'InvalidParameter' }),
    );
  });
});
