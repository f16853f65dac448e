import type { Scene } from '../scene.ts';
import { lineWidth, type Line, type Span } from '../span.ts';
import { actsOnAlerts, type UiState } from '../ui-state.ts';

type Keys = readonly (readonly [key: string, meaning: string])[];

/** The last row: the keys that mean something here, as many as fit, the way out always. */
export function footerLine({ ui }: Scene, width: number): Line {
  if (ui.stopping) {
    return [
      [' draining, then the summary; ', 'warn'],
      ['q', 'accent'],
      [' again stops at once', 'warn'],
    ];
  }
  const last: Line = [...pair(['?', 'help']), ['q', 'accent'], [' quit', 'dim']];
  const spans: Span[] = [[' ']];
  for (const key of keysOf(ui)) {
    const next = pair(key);
    if (lineWidth(spans) + lineWidth(next) + lineWidth(last) <= width) spans.push(...next);
  }
  return [...spans, ...last];
}

function pair(...keys: Keys): Span[] {
  return keys.flatMap(([key, meaning]): Span[] => [
    [key, 'accent'],
    [` ${meaning}  `, 'dim'],
  ]);
}

const VIEWS = ['1-4', 'views'] as const;
const INJECT = ['i', 'inject'] as const;
const TRUTH = ['t', 'truth'] as const;

function tailKeys({ view }: UiState): Keys {
  const act: Keys = [
    ['a', 'acknowledge'],
    ['x', 'close'],
  ];
  if (view === 'device') return [...act, ['Esc', 'back']];
  if (view === 'events')
    return [
      ['↑↓', 'scroll'],
      ['3', 'alerts'],
    ];
  return [['Enter', 'signals around it'], ...act, ['4', 'events']];
}

function keysOf(ui: UiState): Keys {
  if (ui.typing)
    return [
      ['Enter', 'done'],
      ['Esc', 'clear'],
      ['↑↓', 'select'],
    ];
  if (ui.mode === 'tail') return tailKeys(ui);
  const pause = ['p', ui.paused ? 'go on' : 'pause'] as const;
  if (actsOnAlerts(ui)) {
    const keys: Keys = [['Enter', 'open'], ['a', 'acknowledge'], ['x', 'close'], VIEWS, pause];
    return ui.view === 'fleet' ? [...keys, ['Tab', 'fleet']] : keys;
  }
  if (ui.view === 'device') {
    return [
      ['↑↓', 'next'],
      INJECT,
      ['r', 'repair'],
      ['a', 'ack'],
      TRUTH,
      ['Esc', 'back'],
      VIEWS,
      pause,
    ];
  }
  if (ui.view !== 'fleet') {
    const rest: Keys = [VIEWS, ['Esc', 'fleet'], pause];
    return ui.view === 'events' ? [['↑↓', 'scroll'], ...rest] : rest;
  }
  return [
    ['Enter', 'detail'],
    INJECT,
    ['a', 'ack'],
    ['/', 'find'],
    ['s', 'sort'],
    VIEWS,
    ['Tab', 'alerts'],
    pause,
    ['v', 'grid or list'],
    TRUTH,
  ];
}
