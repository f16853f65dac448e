import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../../src/cloud/local/provisioning/template-values.ts';

const scope = {
  parameters: new Map([
    ['Serial', '42'],
    ['Path', 'a,b,c'],
  ]),
  mappings: { Sites: { '42': { name: 'north' } } },
};

describe('functions of a provisioning template', () => {
  it.each([
    [{ Ref: 'Serial' }, '42'],
    [{ 'Fn::Join': ['', ['wt-', { Ref: 'Serial' }]] }, 'wt-42'],
    [{ 'Fn::Select': [1, { 'Fn::Split': [',', { Ref: 'Path' }] }] }, 'b'],
    [{ 'Fn::FindInMap': ['Sites', { Ref: 'Serial' }, 'name'] }, 'north'],
    [{ 'Fn::Sub': 'wt-${Serial}-${!Serial}' }, 'wt-42-${Serial}'],
    [{ 'Fn::Sub': ['${own}/${Serial}', { own: { Ref: 'Path' } }] }, 'a,b,c/42'],
    [{ Statement: [{ Resource: { Ref: 'Serial' } }] }, { Statement: [{ Resource: '42' }] }],
  ])('%j', (value, expected) => {
    expect(evaluate(value, scope)).toEqual(expected);
  });

  it.each([
    [{ Ref: 'none' }, /parameter none is missing/u],
    [{ 'Fn::Select': [9, ['a']] }, /no value 9/u],
    [{ 'Fn::FindInMap': ['Sites', '1', 'name'] }, /no Sites.1.name/u],
    [{ 'Fn::FindInMap': ['Sites', '__proto__', 'name'] }, /no Sites/u],
    [{ 'Fn::Join': ['', [['a']]] }, /where a text belongs/u],
    [{ 'Fn::Join': 'a' }, /needs a list of 2/u],
    [{ 'Fn::GetAtt': 'a' }, /no function Fn::GetAtt/u],
  ])('refuses %j', (value, message) => {
    expect(() => evaluate(value, scope)).toThrow(message);
  });
});
