export type Mark = (text: string) => string;

/** Marks for a terminal: ECMA-48 select graphic rendition, sixteen colours so that themes apply. */
export interface Style {
  readonly bold: Mark;
  readonly dim: Mark;
  readonly red: Mark;
  readonly yellow: Mark;
  readonly green: Mark;
  readonly cyan: Mark;
  readonly magenta: Mark;
  readonly inverse: Mark;
}

/** Style that marks, or one that leaves text as it is. */
export function createStyle(enabled: boolean): Style {
  const mark = (on: number, off: number) => (text: string) =>
    enabled && text !== '' ? `\u001b[${on}m${text}\u001b[${off}m` : text;
  return {
    bold: mark(1, 22),
    dim: mark(2, 22),
    red: mark(31, 39),
    yellow: mark(33, 39),
    green: mark(32, 39),
    cyan: mark(36, 39),
    magenta: mark(35, 39),
    inverse: mark(7, 27),
  };
}
