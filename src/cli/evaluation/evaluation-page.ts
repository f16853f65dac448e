import type { Evaluation } from '../../detection/metrics/evaluate.ts';
import type { Judged } from '../../detection/metrics/judged.ts';
import { formatInstant } from '../format.ts';
import { evaluationRows } from './evaluation-text.ts';
import { htmlPage, htmlTable } from './html.ts';
import { timelines } from './timeline.ts';

/** One self-contained page: the figures, and a timeline of truth against alerts for each device. */
export function evaluationPage(judged: Judged, evaluation: Evaluation): string {
  return htmlPage(
    'Alerts against the truth',
    `<p>${spanText(judged)}</p>
${htmlTable(evaluationRows(evaluation))}
<h2>Timelines</h2>
${timelines(judged, [{ name: 'run', alerts: judged.alerts }])}`,
  );
}

/** Over what was judged. */
export function spanText({ devices, from, to }: Omit<Judged, 'alerts'>): string {
  return `${devices.length} devices, ${formatInstant(from)} to ${formatInstant(to)} UTC`;
}
