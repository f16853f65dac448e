/** What a piece of text means; the theme decides how that looks. */
export type Role =
  | 'text'
  | 'dim'
  | 'bold'
  | 'title'
  | 'accent'
  | 'good'
  | 'warn'
  | 'bad'
  | 'critical'
  | 'fault'
  | 'cursor';

export type Span = readonly [text: string, role?: Role];

/** One row of the screen. Every character used is one column wide. */
export type Line = readonly Span[];

export function lineWidth(line: Line): number {
  return line.reduce((width, [text]) => width + text.length, 0);
}

/** The columns from `start` up to `end`, for laying one thing over another. */
export function sliceLine(line: Line, start: number, end: number): Span[] {
  const kept: Span[] = [];
  let at = 0;
  for (const [text, role] of line) {
    const piece = text.slice(Math.max(0, start - at), Math.max(0, end - at));
    if (piece !== '') kept.push(role === undefined ? [piece] : [piece, role]);
    at += text.length;
  }
  return kept;
}

/** Cut or filled with spaces to exactly `width` columns; a cut shows `…`. */
export function fitLine(line: Line, width: number): Line {
  const present = lineWidth(line);
  if (present < width) return [...line, [' '.repeat(width - present)]];
  if (present === width) return line;
  return width <= 0 ? [] : [...sliceLine(line, 0, width - 1), ['…', 'dim']];
}

/** Text cut or filled to exactly `width` columns. */
export function fit(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  if (text.length > width) return width <= 0 ? '' : `${text.slice(0, width - 1)}…`;
  return align === 'left' ? text.padEnd(width) : text.padStart(width);
}

/** Puts `right` at the end of a line of `width` columns, as far as `left` leaves room. */
export function spread(left: Line, right: Line, width: number): Line {
  const room = width - lineWidth(right);
  return room < lineWidth(left) + 1 ? fitLine(left, width) : [...fitLine(left, room), ...right];
}
