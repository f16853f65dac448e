import type { Evaluation } from '../../detection/metrics/evaluate.ts';
import { faultInterval, type Judged } from '../../detection/metrics/judged.ts';
import { formatInstant } from '../format.ts';
import { escapeHtml } from '../escape-html.ts';
import { evaluationRows } from './evaluation-text.ts';

/** Width of the timelines, in units of their view box. */
const WIDTH = 1_000;

const STYLE = `:root{color-scheme:light dark;--ink:#1b1f24;--back:#fff;--line:#d0d7de;--fault:#e5534b;--other:#9a9fa6;--edge:#8250df;--cloud:#0969da}
@media(prefers-color-scheme:dark){:root{--ink:#e6edf3;--back:#0d1117;--line:#30363d;--fault:#f47067;--other:#768390;--edge:#bc8cff;--cloud:#58a6ff}}
body{font:15px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--back);max-width:70rem;margin:2rem auto;padding:0 1rem}
table{border-collapse:collapse}td,th{padding:.2rem 1rem .2rem 0;text-align:left;border-bottom:1px solid var(--line);white-space:pre}
svg{display:block;width:100%;height:34px;background:color-mix(in srgb,var(--line) 30%,transparent)}
.fault{fill:var(--fault);opacity:.55}.other{fill:var(--other);opacity:.55}.edge{fill:var(--edge)}.cloud{fill:var(--cloud)}
h3{margin:.8rem 0 .2rem;font-size:1rem}.key span{margin-right:1.5rem}.key svg{display:inline-block;width:12px;height:12px}`;

/** One self-contained page: the figures, and a timeline of truth against alerts for each device. */
export function evaluationPage(judged: Judged, evaluation: Evaluation): string {
  const span = `${formatInstant(judged.from)} to ${formatInstant(judged.to)} UTC`;
  const timelines = judged.devices.map((device) => timeline(device, judged)).join('\n');
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>pm-sim eval</title><style>${STYLE}</style></head><body>
<h1>Alerts against the truth</h1>
<p>${judged.devices.length} devices, ${escapeHtml(span)}</p>
${table(evaluation)}
<h2>Timelines</h2>
<p class="key">${key('fault', 'fault')}${key('other', 'other event')}${key('edge', 'edge alert')}${key('cloud', 'cloud alert')}</p>
${timelines}
</body></html>
`;
}

function table(evaluation: Evaluation): string {
  const rows = evaluationRows(evaluation).map((cells, i) => {
    const tag = i === 0 ? 'th' : 'td';
    return `<tr>${cells.map((cell) => `<${tag}>${escapeHtml(cell)}</${tag}>`).join('')}</tr>`;
  });
  return `<table>\n${rows.join('\n')}\n</table>`;
}

function timeline(device: string, judged: Judged): string {
  const { from, to } = judged;
  const x = (ts: number) => (WIDTH * (Math.min(to, Math.max(from, ts)) - from)) / (to - from);
  const bar = (interval: { readonly from: number; readonly to: number }, least: number) => {
    const left = x(interval.from);
    return `x="${left.toFixed(2)}" width="${Math.max(least, x(interval.to) - left).toFixed(2)}"`;
  };
  const truth = judged.truth
    .filter((event) => event.device === device)
    .map((event) => {
      const text = `${event.mode}, from ${formatInstant(event.onset)}, fails ${formatInstant(event.functionalFailure)}`;
      const look = event.kind === 'fault' ? 'fault' : 'other';
      return `<rect class="${look}" ${bar(faultInterval(event, to), 2)} y="4" height="12">${title(text)}</rect>`;
    });
  const alerts = judged.alerts
    .filter((alert) => alert.device === device)
    .map((alert) => {
      const text = `${alert.source} alert ${formatInstant(alert.from)} ${alert.channel ?? ''}`;
      return `<rect class="${alert.source}" ${bar(alert, 3)} y="19" height="10">${title(text)}</rect>`;
    });
  const name = escapeHtml(device);
  return `<h3>${name}</h3>
<svg viewBox="0 0 ${WIDTH} 34" preserveAspectRatio="none" role="img" aria-label="Timeline of ${name}">${truth.join('')}${alerts.join('')}</svg>`;
}

function key(look: string, text: string): string {
  return `<span><svg viewBox="0 0 12 12"><rect class="${look}" width="12" height="12"/></svg> ${text}</span>`;
}

function title(text: string): string {
  return `<title>${escapeHtml(text)}</title>`;
}
