import type { Style } from '../style.ts';
import { fitLine, type Line, type Role } from './span.ts';

/** Turns rows into text for the terminal. */
export type Painter = (line: Line, width: number) => string;

/** Sixteen colours and no background, so that light and dark themes both stay readable. */
export function createPainter(style: Style): Painter {
  const marks: Readonly<Record<Role, (text: string) => string>> = {
    text: (text) => text,
    dim: style.dim,
    bold: style.bold,
    title: (text) => style.bold(style.cyan(text)),
    accent: style.cyan,
    good: style.green,
    warn: style.yellow,
    bad: style.red,
    critical: (text) => style.bold(style.red(text)),
    fault: style.magenta,
    cursor: (text) => style.inverse(text),
  };
  return (line, width) =>
    fitLine(line, width)
      .map(([text, role]) => (role === undefined ? text : marks[role](text)))
      .join('');
}
