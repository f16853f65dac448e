import { sparkline } from '../charts.ts';
import { metricValue } from '../key-metrics.ts';
import type { DeviceView } from '../device-view.ts';
import { fit, type Role, type Span } from '../span.ts';
import type { TuiState } from '../store.ts';

/** One character that tells a device's state by shape as well as by colour. */
export function stateDot(device: DeviceView): Span {
  const { alert } = device;
  if (alert !== undefined && alert.closedAt === undefined) {
    return ['▲', alert.acknowledged ? 'warn' : severityRole(alert.alert.severity)];
  }
  switch (device.connection) {
    case 'connected':
      return ['●', 'good'];
    case 'refused':
      return ['✕', 'bad'];
    case 'disconnected':
      return ['○', 'bad'];
    case 'connecting':
    case 'reconnecting':
    default:
      return ['◌', 'warn'];
  }
}

export function severityRole(severity: string): Role {
  if (severity === 'critical') return 'critical';
  if (severity === 'high') return 'bad';
  return severity === 'medium' ? 'warn' : 'accent';
}

/** The latest value of a metric, right-aligned. */
export function valueCell(device: DeviceView, metric: string | undefined, width: number): Span {
  const value = metric === undefined ? undefined : device.last?.metrics[metric];
  const known = metric !== undefined && value !== undefined;
  return [fit(known ? metricValue(metric, value) : '–', width, 'right')];
}

/** All devices on one scale, so that a weak one is seen to be weak. */
export function primarySpark(device: DeviceView, state: TuiState, width: number): Span {
  const scale = { min: 0, max: Math.max(state.primaryMax, 1e-9) };
  return [sparkline(device.primary.last(width), width, scale), 'accent'];
}

export function scoreCell(device: DeviceView, width: number): Span {
  const { scored } = device;
  if (scored === undefined) return [fit('–', width, 'right'), 'dim'];
  if (!scored.ready) return [fit('learns', width, 'right'), 'dim'];
  return [fit(scored.score.toFixed(2), width, 'right'), scored.anomalous ? 'bad' : 'text'];
}

/** Scaled so that the threshold is at two thirds of the height. */
export function scoreSpark(device: DeviceView, width: number): Span {
  const values = device.score.last(width);
  const threshold = device.scored?.threshold ?? 0;
  const scale = { min: 0, max: Math.max(1.5 * threshold, ...values, 1e-9) };
  const role: Role = device.scored?.anomalous === true ? 'bad' : 'good';
  return [sparkline(values, width, scale), role];
}
