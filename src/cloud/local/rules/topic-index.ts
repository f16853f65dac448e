/** Finds the values whose topic filter matches a topic, without trying every filter. */
export interface TopicIndex<T> {
  add(levels: readonly string[], value: T): void;
  /** In the order of addition. */
  find(levels: readonly string[]): readonly T[];
}

interface Node<T> {
  readonly children: Map<string, Node<T>>;
  /** Filters that end at this level. */
  readonly here: Entry<T>[];
  /** Filters that end in `#` below this level. */
  readonly below: Entry<T>[];
}

interface Entry<T> {
  readonly order: number;
  readonly value: T;
}

/**
 * A tree of filter levels. Matching is that of `compileTopicFilter`: the filters must have been
 * checked by it.
 */
export function createTopicIndex<T>(): TopicIndex<T> {
  const root = emptyNode<T>();
  let count = 0;
  return {
    add(levels, value) {
      const entry = { order: count, value };
      count += 1;
      const endsInHash = levels.at(-1) === '#';
      let node = root;
      for (const level of endsInHash ? levels.slice(0, -1) : levels) {
        const child = node.children.get(level) ?? emptyNode<T>();
        node.children.set(level, child);
        node = child;
      }
      (endsInHash ? node.below : node.here).push(entry);
    },
    find(levels) {
      const found: Entry<T>[] = [];
      collect({ levels, found }, root, 0);
      if (found.length > 1) found.sort((a, b) => a.order - b.order);
      return found.map(({ value }) => value);
    },
  };
}

interface Search<T> {
  readonly levels: readonly string[];
  readonly found: Entry<T>[];
}

function collect<T>(search: Search<T>, node: Node<T>, depth: number): void {
  const { levels, found } = search;
  const level = levels[depth];
  const reserved = depth === 0 && level?.startsWith('$') === true;
  if (!reserved) found.push(...node.below);
  if (level === undefined) {
    found.push(...node.here);
    return;
  }
  const exact = node.children.get(level);
  if (exact !== undefined) collect(search, exact, depth + 1);
  const any = reserved ? undefined : node.children.get('+');
  if (any !== undefined) collect(search, any, depth + 1);
}

function emptyNode<T>(): Node<T> {
  return { children: new Map(), here: [], below: [] };
}
