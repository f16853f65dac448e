import { hasOpenAlert, type DeviceView } from './device-view.ts';
import type { TuiState } from './store.ts';
import type { SortKey, UiState } from './ui-state.ts';

/** The devices that are shown, in their order. */
export type FleetOrder = (query: Pick<UiState, 'filter' | 'sort'>) => readonly DeviceView[];

/** Ten thousand devices take some milliseconds to sort: once a second is enough, ms. */
const SORT_EVERY_MS = 1_000;

/** @param now wall clock, ms */
export function createFleetOrder(state: TuiState, now: () => number): FleetOrder {
  let known: { readonly mark: string; readonly order: readonly DeviceView[] } | undefined;
  return ({ filter, sort }) => {
    if (filter === '' && sort === 'name') return state.devices;
    const second = Math.floor(now() / SORT_EVERY_MS);
    const mark = `${second}/${state.devices.length}/${sort}/${filter}`;
    if (known?.mark !== mark) known = { mark, order: ordered(state, filter, sort) };
    return known.order;
  };
}

function ordered({ devices }: TuiState, filter: string, sort: SortKey): readonly DeviceView[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  const matching = words.length === 0 ? devices : devices.filter((device) => fits(device, words));
  if (sort === 'name') return matching;
  const rank = RANKS[sort];
  return matching
    .map((device) => ({ device, rank: rank(device) }))
    .toSorted((a, b) => b.rank - a.rank)
    .map(({ device }) => device);
}

/** Every word is part of the device's name, kind or state. */
function fits(device: DeviceView, words: readonly string[]): boolean {
  const { name, last, connection, alert } = device;
  const open = hasOpenAlert(device) ? `alert ${alert?.alert.severity} ${alert?.alert.metric}` : '';
  const text = `${name} ${last?.type ?? ''} ${connection} ${open}`.toLowerCase();
  return words.every((word) => text.includes(word));
}

const SEVERITY_RANK = { low: 1, medium: 2, high: 3, critical: 4 } as const;
const CONNECTION_RANK = {
  refused: 4,
  disconnected: 3,
  reconnecting: 2,
  connecting: 1,
  connected: 0,
} as const;

/** Highest first. */
const RANKS: Readonly<Record<Exclude<SortKey, 'name'>, (device: DeviceView) => number>> = {
  state: (device) => {
    const { alert, connection } = device;
    if (alert === undefined || !hasOpenAlert(device)) return CONNECTION_RANK[connection];
    return 10 + 2 * SEVERITY_RANK[alert.alert.severity] + (alert.acknowledged ? 0 : 1);
  },
  score: ({ scored }) => (scored?.ready === true ? scored.score / (scored.threshold || 1) : -1),
  output: ({ primary }) => primary.last(1)[0] ?? -1,
};
