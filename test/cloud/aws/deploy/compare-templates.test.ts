import { describe, expect, it } from 'vitest';
import { compareTemplates } from '../../../../src/cloud/aws/deploy/compare-templates.ts';
import { exampleStack, templateOf } from '../template/fixtures.ts';

function withProperties(properties: Readonly<Record<string, unknown>>) {
  return { Resources: { Part: { Type: 'AWS::X::Y', Properties: properties } } };
}

/** Differences of one property, as paths. */
function paths(before: Readonly<Record<string, unknown>>, after: typeof before) {
  const changes = compareTemplates(withProperties(before), withProperties(after));
  return changes.map(({ path }) => path.join('.'));
}

describe('the comparison of templates', () => {
  it('finds nothing between equal templates, however their keys are ordered', () => {
    const template = { ...templateOf(exampleStack()) };
    const turned = JSON.parse(JSON.stringify(template)) as typeof template;
    const reversed = Object.fromEntries(Object.entries(turned).toReversed());
    expect(compareTemplates(template, reversed)).toEqual([]);
  });

  it('names the one property that differs, with both values', () => {
    const few = { ...templateOf(exampleStack({ shardCount: 2 })) };
    const many = { ...templateOf(exampleStack({ shardCount: 3 })) };
    expect(compareTemplates(few, many)).toEqual(
      ['TelemetryStream', 'ScoredStream'].map((part) => ({
        part,
        type: 'AWS::Kinesis::Stream',
        path: ['ShardCount'],
        before: 2,
        after: 3,
      })),
    );
  });

  it('looks into JSON within a text, and not into a text that only begins like it', () => {
    const [before, after] = [1, 2].map((b) => ({ Body: JSON.stringify({ a: { b }, c: 1 }) }));
    expect(paths(before ?? {}, after ?? {})).toEqual(['Body.a.b']);
    expect(paths({ Body: '{ not json' }, { Body: '{ still not' })).toEqual(['Body']);
  });

  it('compares entries of lists by their names, whatever their place', () => {
    const before = { Tags: [{ Key: 'a', Value: '1' }, { Key: 'b', Value: '2' }] }; // prettier-ignore
    const after = { Tags: [{ Key: 'b', Value: '3' }, { Key: 'a', Value: '1' }] }; // prettier-ignore
    expect(paths(before, after)).toEqual(['Tags.b.Value']);
    expect(paths({ List: [1, 2] }, { List: [1, 3, 4] })).toEqual(['List.1', 'List.2']);
  });

  it('tells what came, what went, and what is beside the resources', () => {
    const before = { ...withProperties({ A: 1 }), Outputs: { Old: { Value: 'x' } } };
    const after = { Resources: { New: { Type: 'AWS::X::Z', Properties: {} } }, Outputs: {} };
    expect(compareTemplates(before, after)).toEqual([
      { part: 'Part', type: 'AWS::X::Y', path: [], before: before.Resources.Part },
      { part: 'New', type: 'AWS::X::Z', path: [], after: after.Resources.New },
      { part: 'Outputs', type: '', path: ['Old'], before: { Value: 'x' } },
    ]);
  });
});
