/** Ordinals that nothing stands under: damage took their entries. */
export interface Gaps {
  add(from: number, to: number): void;
  /** How many of them are not below `ordinal`. */
  countFrom(ordinal: number): number;
  /** Where the gap that begins at or before `ordinal`, and reaches beyond it, ends. */
  endAt(ordinal: number): number | undefined;
  forgetBefore(ordinal: number): void;
}

export function createGaps(): Gaps {
  let gaps: readonly (readonly [from: number, to: number])[] = [];
  return {
    add(from, to) {
      gaps = [...gaps, [from, to]];
    },
    countFrom: (ordinal) =>
      gaps.reduce((sum, [from, to]) => sum + Math.max(0, to - Math.max(from, ordinal)), 0),
    endAt: (ordinal) => gaps.find(([from, to]) => from <= ordinal && ordinal < to)?.[1],
    forgetBefore(ordinal) {
      if (gaps.length > 0) gaps = gaps.filter(([, to]) => to > ordinal);
    },
  };
}
