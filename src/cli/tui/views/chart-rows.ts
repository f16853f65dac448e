import type { TruthEvent } from '../../../telemetry/truth.ts';
import { rowOf, timeChart, type ChartFrame, type Series, type Window } from '../charts.ts';
import type { Size } from '../scene.ts';
import type { Line, Role, Span } from '../span.ts';

export interface ChartOptions extends ChartFrame {
  readonly role: Role;
  /** Drawn as lines across where the signal leaves room. */
  readonly limits?: readonly number[];
  /** Faults to shade: lightly while the damage grows, fully after it. */
  readonly truths?: readonly TruthEvent[];
}

/** The rows of a chart: the signal in front, then the limits, then the shade of what really happens. */
export function chartRows(series: Series, size: Size, options: ChartOptions): Line[] {
  const { role, scale, window, limits = [], truths = [] } = options;
  const ruled = new Set(limits.map((limit) => rowOf(limit, size.height, scale)));
  const shades = shadesOf(truths, size.width, window);
  return timeChart(series, size, options).map((row, y): Line => {
    const cells = Array.from(row, (cell, x): Span => {
      if (cell !== ' ') return [cell, role];
      return ruled.has(y) ? ['┄', 'warn'] : (shades[x] ?? [' ']);
    });
    return joined(cells);
  });
}

const GROWING: Span = ['░', 'fault'];
const FAILED: Span = ['▒', 'fault'];

function shadesOf(
  truths: readonly TruthEvent[],
  width: number,
  { from, to }: Window,
): readonly (Span | undefined)[] {
  if (truths.length === 0) return [];
  return Array.from({ length: width }, (_, x) => {
    const at = from + ((x + 0.5) / width) * (to - from);
    const active = truths.filter(
      ({ onset, repaired }) => at >= onset && (repaired === undefined || at < repaired),
    );
    if (active.length === 0) return undefined;
    return active.some(({ functionalFailure }) => at >= functionalFailure) ? FAILED : GROWING;
  });
}

/** Neighbours of one role as one span. */
function joined(cells: readonly Span[]): Line {
  const line: [string, Role | undefined][] = [];
  for (const [text, role] of cells) {
    const last = line.at(-1);
    if (last !== undefined && last[1] === role) last[0] += text;
    else line.push([text, role]);
  }
  return line.map(([text, role]): Span => (role === undefined ? [text] : [text, role]));
}
