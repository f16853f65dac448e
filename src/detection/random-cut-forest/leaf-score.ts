import type { TreeStore } from './tree-store.ts';

/**
 * Inverse of the leaf's depth, or, where the leaf is the query itself, of a depth as much larger as its
 * copies make it, damped by their share of the tree.
 */
export function leafScore(
  store: TreeStore,
  leaf: { readonly held: number; readonly depth: number; readonly copies: number },
): number {
  const { held, depth, copies } = leaf;
  if (copies === 0) return store.reciprocals[depth + 1] as number;
  return (1 - copies / (2 * held)) / (depth + (store.logarithms[copies] as number));
}
