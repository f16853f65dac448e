import { isDeepStrictEqual } from 'node:util';

/** A property of a resource, or an output or parameter, that two templates give different values. */
export interface PropertyChange {
  /** Logical id of the resource; `Outputs`, `Parameters` and the like for what is beside resources. */
  readonly part: string;
  /** Type of the resource; empty for what is none. */
  readonly type: string;
  /** Names from the outside in; empty when the whole part came or went. */
  readonly path: readonly string[];
  /** Absent: it was not there before. */
  readonly before?: unknown;
  /** Absent: it is no longer there. */
  readonly after?: unknown;
}

type Tree = Readonly<Record<string, unknown>>;

/**
 * What differs between two templates, property by property. Order of keys does not count; lists whose
 * entries have names are compared name by name; JSON within a text is compared as what it says.
 */
export function compareTemplates(before: Tree, after: Tree): readonly PropertyChange[] {
  return keysOf(before, after).flatMap((section) =>
    section === 'Resources'
      ? compareResources(treeOf(before[section]), treeOf(after[section]))
      : compareValues(before[section], after[section]).map((change) => ({
          part: section,
          type: '',
          ...change,
        })),
  );
}

function compareResources(before: Tree, after: Tree): readonly PropertyChange[] {
  return keysOf(before, after).flatMap((part) => {
    const [old, now] = [before[part], after[part]];
    const { Type: named } = treeOf(now ?? old);
    const type = typeof named === 'string' ? named : '';
    return compareValues(old, now).map(({ path, ...values }) => ({
      part,
      type,
      path: path[0] === 'Properties' ? path.slice(1) : path,
      ...values,
    }));
  });
}

type ValueChange = Pick<PropertyChange, 'path' | 'before' | 'after'>;

function compareValues(before: unknown, after: unknown): readonly ValueChange[] {
  if (isDeepStrictEqual(before, after)) return [];
  const [old, now] = [comparable(before), comparable(after)];
  if (old === undefined || now === undefined) {
    return [
      {
        path: [],
        ...(before === undefined ? {} : { before }),
        ...(after === undefined ? {} : { after }),
      },
    ];
  }
  return keysOf(old, now).flatMap((key) =>
    compareValues(old[key], now[key]).map(({ path, ...values }) => ({
      path: [key, ...path],
      ...values,
    })),
  );
}

/** A value whose insides can be compared by name; nothing for one that is compared as a whole. */
function comparable(value: unknown): Tree | undefined {
  if (Array.isArray(value)) return byName(value);
  if (typeof value === 'object' && value !== null) return value as Tree;
  return typeof value === 'string' ? jsonObject(value) : undefined;
}

/** What CloudFormation calls the entries of its lists, most telling first. */
const NAMES = ['Key', 'Sid', 'Name', 'IndexName', 'AttributeName', 'PolicyName'];

function byName(list: readonly unknown[]): Tree {
  const name = NAMES.find((candidate) => {
    const names = list.map((entry) => treeOf(entry)[candidate]);
    return names.every((one) => typeof one === 'string') && new Set(names).size === names.length;
  });
  return Object.fromEntries(
    list.map((entry, at) => [name === undefined ? `${at}` : String(treeOf(entry)[name]), entry]),
  );
}

function jsonObject(text: string): Tree | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    return JSON.parse(text) as Tree;
  } catch {
    return undefined;
  }
}

function treeOf(value: unknown): Tree {
  return typeof value === 'object' && value !== null ? (value as Tree) : {};
}

function keysOf(one: Tree, other: Tree): readonly string[] {
  return [...new Set([...Object.keys(one), ...Object.keys(other)])];
}
