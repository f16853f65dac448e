import type { Size } from '../scene.ts';
import { fitLine, lineWidth, type Line } from '../span.ts';

export interface PanelOptions extends Size {
  readonly title: Line;
  /** Shown at the right end of the top border. */
  readonly corner?: Line;
  /** The one that the keys act on. */
  readonly focused?: boolean;
}

/** Columns that a panel's border and padding take. */
export const PANEL_FRAME = 4;

/** A bordered box of exactly the size asked for; what does not fit is left out. */
export function panel(body: readonly Line[], options: PanelOptions): Line[] {
  const { width, height, focused = false } = options;
  const border = focused ? 'accent' : 'dim';
  const rows = Array.from({ length: Math.max(0, height - 2) }, (_, i): Line => [
    ['│ ', border],
    ...fitLine(body[i] ?? [], width - PANEL_FRAME),
    [' │', border],
  ]);
  return [topBorder(options, border), ...rows, [[`╰${'─'.repeat(width - 2)}╯`, border]]];
}

function topBorder({ title, corner = [], width }: PanelOptions, border: 'accent' | 'dim'): Line {
  const left: Line = [['╭─ ', border], ...title, [' ', border]];
  const right: Line =
    corner.length === 0 ? [['╮', border]] : [[' ', border], ...corner, [' ─╮', border]];
  const room = width - lineWidth(left) - lineWidth(right);
  if (room >= 1) return [...left, ['─'.repeat(room), border], ...right];
  const rest = Math.max(0, width - 1 - lineWidth(left));
  return [...fitLine([...left, ['─'.repeat(rest), border]], width - 1), ['╮', border]];
}
