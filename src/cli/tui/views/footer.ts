import type { Scene } from '../scene.ts';
import { spread, type Line, type Span } from '../span.ts';

const KEYS = [
  ['↑↓', 'select'],
  ['Enter', 'detail'],
  ['i', 'inject'],
  ['a', 'acknowledge'],
  ['p', 'pause'],
  ['Tab', 'alerts'],
  ['?', 'help'],
  ['q', 'quit'],
] as const;

/** The last row: the keys, and the newest thing that went wrong. */
export function footerLine({ ui }: Scene, width: number): Line {
  if (ui.stopping) {
    return [
      [' draining, then the summary; ', 'warn'],
      ['q', 'accent'],
      [' again stops at once', 'warn'],
    ];
  }
  const spans: Span[] = [[' ']];
  for (const [key, meaning] of KEYS) {
    if (key === 'Tab' && width < 90) continue;
    const word = key === 'p' && ui.paused ? 'go on' : meaning;
    spans.push([key, 'accent'], [` ${word}  `, 'dim']);
  }
  return spread(spans, [], width);
}
