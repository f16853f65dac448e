import { describe, expect, it } from 'vitest';
import { parseYamlDocument } from '../../src/simulator/yaml-document.ts';

const parse = (text: string): unknown =>
  parseYamlDocument(text, { file: 'f.yaml', kind: 'edge' }).data;
const bomb = ['a0: &a0 [x]', ...Array.from({ length: 8 }, (_, i) => `a${i + 1}: &a${i + 1} [${Array.from({ length: 9 }, () => `*a${i}`).join(', ')}]`)].join('\n'); // prettier-ignore

describe('a YAML document', () => {
  it('is read with its aliases copied', () => {
    expect(parse('a: &x { b: 1 }\nc: *x\n')).toEqual({ a: { b: 1 }, c: { b: 1 } });
  });

  it.each([
    ['an alias of nothing', 'a: *x', /^f\.yaml(?::1:4)?: Unresolved alias/u],
    ['an alias within what it names', 'a: &x [*x]', /^f\.yaml: an alias stands within/u],
    ['aliases of aliases without end', bomb, /^f\.yaml: Excessive alias count/u],
    ['brackets without end', `a: ${'['.repeat(5_000)}`, /^f\.yaml: values are nested deeper/u],
    ['a key that is a list', '? [a]\n: 1', /stringKeys/u],
    ['a list', '- a', /^f\.yaml:1: expected keys and values/u],
  ])('is refused with %s', (_what, text, message) => {
    expect(() => parse(text)).toThrow(expect.objectContaining({ code: 'edge/yaml', message: expect.stringMatching(message) as string })); // prettier-ignore
  });
});
