import { faultInterval, type AlertMark, type Judged } from '../../detection/metrics/judged.ts';
import { formatInstant } from '../format.ts';
import { escapeHtml } from '../escape-html.ts';

/** Width of the timelines, in units of their view box. */
const WIDTH = 1_000;
/** Height of the truth above the lanes, and of a lane. */
const TRUTH_HEIGHT = 19;
const LANE_HEIGHT = 14;

/** Alerts in a row of their own below the truth. */
export interface Lane {
  readonly name: string;
  readonly alerts: readonly AlertMark[];
}

/** Truth against alerts of each device, a drawing each. */
export function timelines(frame: Omit<Judged, 'alerts'>, lanes: readonly Lane[]): string {
  const key = `<p class="key">${keyOf('fault', 'fault')}${keyOf('other', 'other event')}${keyOf('edge', 'edge alert')}${keyOf('cloud', 'cloud alert')}</p>`;
  return [key, ...frame.devices.map((device) => timeline(device, frame, lanes))].join('\n');
}

function timeline(
  device: string,
  { from, to, truth }: Omit<Judged, 'alerts'>,
  lanes: readonly Lane[],
): string {
  const x = (ts: number) => (WIDTH * (Math.min(to, Math.max(from, ts)) - from)) / (to - from);
  const bar = (interval: { readonly from: number; readonly to: number }, least: number) => {
    const left = x(interval.from);
    return `x="${left.toFixed(2)}" width="${Math.max(least, x(interval.to) - left).toFixed(2)}"`;
  };
  const events = truth
    .filter((event) => event.device === device)
    .map((event) => {
      const text = `${event.mode}, from ${formatInstant(event.onset)}, fails ${formatInstant(event.functionalFailure)}`;
      const look = event.kind === 'fault' ? 'fault' : 'other';
      return `<rect class="${look}" ${bar(faultInterval(event, to), 2)} y="4" height="12">${title(text)}</rect>`;
    });
  const alerts = lanes.flatMap((lane, i) =>
    lane.alerts
      .filter((alert) => alert.device === device)
      .map((alert) => {
        const text = `${lane.name} alert ${formatInstant(alert.from)} ${alert.channel ?? ''}`;
        const place = `y="${TRUTH_HEIGHT + i * LANE_HEIGHT}" height="10"`;
        return `<rect class="${alert.source}" ${bar(alert, 3)} ${place}>${title(text)}</rect>`;
      }),
  );
  const name = escapeHtml(device);
  const height = TRUTH_HEIGHT + lanes.length * LANE_HEIGHT + 1;
  return `<h3>${name}</h3>
<svg class="lane" style="height:${height}px" viewBox="0 0 ${WIDTH} ${height}" preserveAspectRatio="none" role="img" aria-label="Timeline of ${name}">${events.join('')}${alerts.join('')}</svg>`;
}

function keyOf(look: string, text: string): string {
  return `<span><svg viewBox="0 0 12 12"><rect class="${look}" width="12" height="12"/></svg> ${text}</span>`;
}

function title(text: string): string {
  return `<title>${escapeHtml(text)}</title>`;
}
