import type { Alert } from '../../telemetry/alert.ts';
import type { Reading } from '../../telemetry/reading.ts';
import type { RunEvent, RunSummary } from '../../telemetry/run-event.ts';
import type { ScoredRecord } from '../../telemetry/scored.ts';
import { formatValue } from '../format.ts';
import { chooseKeyMetrics, type KeyMetrics } from './key-metrics.ts';
import {
  createDeviceView,
  createHistory,
  rememberReading,
  rememberScore,
  rememberTruth,
  type AlertView,
  type DeviceView,
} from './device-view.ts';
import { createRateMeter, type RateMeter } from './rate-meter.ts';

type EventOf<Type extends RunEvent['type']> = Extract<RunEvent, { readonly type: Type }>;

export interface LogEntry {
  readonly kind: 'alert' | 'warning' | 'refused' | 'fault' | 'closed' | 'seen' | 'connection';
  readonly text: string;
  readonly ts: number;
  /** Of a fault that was decided before the run began. */
  readonly planned?: boolean;
}

/** All that the views read. Only the store changes it. */
export interface TuiState {
  started?: EventOf<'started'>;
  progress?: EventOf<'progress'>;
  summary?: RunSummary;
  /** Newest source time seen, ms. */
  now: number;
  keyMetrics?: KeyMetrics | undefined;
  /** Largest key metric seen in the fleet: one scale for all sparklines. */
  primaryMax: number;
  readonly devices: DeviceView[];
  readonly byName: Map<string, DeviceView>;
  readonly rates: RateMeter;
  /** Newest first. */
  readonly alerts: AlertView[];
  /** Wall time from a sample to its alert, of the newest that was measured, ms. */
  alertLatencyMs?: number;
  readonly log: LogEntry[];
}

export interface TuiStore {
  readonly state: TuiState;
  /** Grows with every change worth a redraw. */
  readonly version: () => number;
  readonly onEvent: (event: RunEvent) => void;
  readonly onReading: (reading: Reading) => void;
  readonly onScored: (record: ScoredRecord) => void;
  /** Shows a device as it was: what was known of its readings is forgotten. */
  readonly rewind: (device: string) => void;
  /** Keeps the history of all metrics of this device from now on, unless too many others follow. */
  readonly watch: (device: string) => void;
}

/** So many devices keep every metric's history, and as many that were looked at: 80 kB each. */
const HISTORY_DEVICES_MAX = 64;
const ALERTS_MAX = 200;
const LOG_MAX = 200;

/** Takes what a run tells and keeps, in bounded memory, what the screen shows of it. */
export function createTuiStore(): TuiStore {
  let version = 0;
  const watched: DeviceView[] = [];
  const state: TuiState = {
    now: 0,
    primaryMax: 0,
    devices: [],
    byName: new Map(),
    rates: createRateMeter(),
    alerts: [],
    log: [],
  };
  return {
    state,
    version: () => version,
    onEvent: (event) => {
      applyEvent(state, event);
      version += 1;
    },
    onReading: (reading) => {
      applyReading(state, reading);
      version += 1;
    },
    onScored: (record) => {
      const device = deviceOf(state, record.device);
      device.scored = record;
      device.score.push(record.score);
      if (device.history !== undefined) rememberScore(device.history, record);
      version += 1;
    },
    rewind: (name) => {
      const device = deviceOf(state, name);
      device.history = createHistory();
      delete device.last;
      delete device.scored;
    },
    watch: (name) => {
      const device = deviceOf(state, name);
      if (device.history !== undefined) return;
      device.history = createHistory();
      watched.push(device);
      if (watched.length > HISTORY_DEVICES_MAX) delete watched.shift()?.history;
    },
  };
}

type Handlers = { readonly [T in RunEvent['type']]: (state: TuiState, event: EventOf<T>) => void };

const HANDLERS: Handlers = {
  started: (state, event) => {
    state.started = event;
    state.now = event.start;
    for (const name of event.devices) deviceOf(state, name);
  },
  connection: applyConnection,
  refused: (state, { clientId, action, reason }) => {
    log(state, 'refused', `${clientId}: ${action}, ${reason}`);
  },
  alert: openAlert,
  'alert-closed': closeAlert,
  'alert-acknowledged': acknowledge,
  'alert-settled': settle,
  'edge-alarm': applyEdgeAlarm,
  'device-telemetry': () => undefined,
  'replay-report': () => undefined,
  'truth-completed': () => undefined,
  truth: (state, { truth, planned = false }) => {
    rememberTruth(deviceOf(state, truth.device), { truth, planned });
    const { mode, device } = truth;
    state.log.unshift({ kind: 'fault', text: `${mode} in ${device}`, ts: truth.onset, planned });
    trimLog(state);
  },
  repair: (state, { truth }) => {
    const { truths } = deviceOf(state, truth.device);
    const known = truths.find((view) => view.truth.event === truth.event);
    if (known !== undefined) known.truth = truth;
    log(state, 'closed', `${truth.mode} in ${truth.device} was mended`);
  },
  warning: (state, { text }) => log(state, 'warning', text),
  progress: (state, event) => {
    state.progress = event;
    state.rates.add(event);
  },
  summary: (state, event) => {
    state.summary = event;
  },
};

function applyEvent<T extends RunEvent['type']>(state: TuiState, event: EventOf<T>): void {
  const handler = HANDLERS[event.type];
  handler(state, event);
}

/** The hot path: once for every reading of the fleet. */
function applyReading(state: TuiState, reading: Reading): void {
  const device = deviceOf(state, reading.device);
  device.last = reading;
  if (reading.ts > state.now) state.now = reading.ts;
  const key = (state.keyMetrics ??= chooseKeyMetrics(Object.keys(reading.metrics)))?.primary;
  const value = key === undefined ? undefined : reading.metrics[key];
  if (value !== undefined) {
    device.primary.push(value);
    if (value > state.primaryMax) state.primaryMax = value;
  }
  if (device.history !== undefined) rememberReading(device.history, reading);
}

function deviceOf(state: TuiState, name: string): DeviceView {
  const known = state.byName.get(name);
  if (known !== undefined) return known;
  const device = createDeviceView(name);
  if (state.devices.length < HISTORY_DEVICES_MAX) device.history = createHistory();
  state.byName.set(name, device);
  state.devices.push(device);
  return device;
}

function applyConnection(state: TuiState, event: EventOf<'connection'>): void {
  const device = deviceOf(state, event.device);
  const before = device.connection;
  device.connection = event.state;
  if (event.state === 'connected' ? before === 'connecting' : event.state === 'reconnecting')
    return;
  const reason = event.reason === undefined ? '' : `, ${event.reason}`;
  log(state, 'connection', `${event.device} ${event.state}${reason}`);
}

function openAlert(state: TuiState, { alert, latencyMs }: EventOf<'alert'>): void {
  if (latencyMs !== undefined) state.alertLatencyMs = latencyMs;
  if (state.alerts.some((view) => view.alert.id === alert.id)) return;
  const view: AlertView = { alert, acknowledged: alert.state === 'acknowledged' };
  state.alerts.unshift(view);
  if (state.alerts.length > ALERTS_MAX) state.alerts.pop();
  log(
    state,
    'alert',
    `${alert.severity}, ${alert.device}: ${alert.metric} ${formatValue(alert.value)}`,
  );
  deviceOf(state, alert.device).alert = view;
}

/** A limit crossed at the edge is an alert of its own kind: it needs no cloud and no learning. */
function applyEdgeAlarm(state: TuiState, event: EventOf<'edge-alarm'>): void {
  const { device, metric, limit, ts } = event;
  const name = `${device}#edge#${metric}#${limit}`;
  if (event.state === 'raised') openAlert(state, { type: 'alert', alert: edgeAlert(event, name) });
  const open = state.alerts.find(
    ({ alert, closedAt }) => alert.id.startsWith(name) && closedAt === undefined,
  );
  if (event.state === 'cleared' && open !== undefined) {
    closeAlert(state, { type: 'alert-closed', id: open.alert.id, device, ts });
  }
}

function edgeAlert(event: EventOf<'edge-alarm'>, name: string): Alert {
  const { device, metric, value, limit, ts, severity } = event;
  return {
    id: `${name}#${ts}`,
    device,
    site: '',
    severity,
    state: 'open',
    openedAt: ts,
    score: 0,
    threshold: limit,
    metric,
    value,
    attribution: [{ metric, share: 1 }],
    reason: `Edge: ${metric} ${formatValue(value)} beyond the limit of ${formatValue(limit)}.`,
    source: 'edge',
  };
}

function closeAlert(state: TuiState, event: EventOf<'alert-closed'>): void {
  const view = state.alerts.find(({ alert }) => alert.id === event.id);
  if (view !== undefined) view.closedAt = event.ts;
  log(state, 'closed', `${event.device} is back to normal`);
}

function acknowledge(state: TuiState, { id }: EventOf<'alert-acknowledged'>): void {
  const view = state.alerts.find(({ alert }) => alert.id === id);
  if (view === undefined || view.acknowledged) return;
  view.acknowledged = true;
  log(state, 'seen', `the alert of ${view.alert.device} was acknowledged`);
}

/** What nothing is left to do about makes room for the rest. */
function settle(state: TuiState, { id }: EventOf<'alert-settled'>): void {
  const at = state.alerts.findIndex(({ alert }) => alert.id === id);
  const [view] = at < 0 ? [] : state.alerts.splice(at, 1);
  if (view === undefined) return;
  const device = deviceOf(state, view.alert.device);
  if (device.alert === view) delete device.alert;
  log(state, 'closed', `the alert of ${view.alert.device} was closed`);
}

function log(state: TuiState, kind: LogEntry['kind'], text: string): void {
  state.log.unshift({ kind, text, ts: state.now });
  trimLog(state);
}

function trimLog({ log: entries }: TuiState): void {
  if (entries.length > LOG_MAX) entries.pop();
}
