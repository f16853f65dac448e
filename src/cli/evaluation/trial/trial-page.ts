import { escapeHtml } from '../../escape-html.ts';
import { htmlPage, htmlTable } from '../html.ts';
import { spanText } from '../evaluation-page.ts';
import { timelines } from '../timeline.ts';
import type { TrialData, TrialReport } from './run-trial.ts';
import { trialRows, trivialLines } from './trial-text.ts';

/** One self-contained page: the comparison, and per device a timeline with a lane for each detector. */
export function trialPage({ frame }: TrialData, report: TrialReport): string {
  const lanes = report.result.outcomes.map(({ name, alerts }) => ({ name, alerts }));
  const order = lanes.map(({ name }) => name).join(', ');
  const reasons = trivialLines(report.trivial).map((line) => `<p>${escapeHtml(line)}</p>`);
  return htmlPage(
    'Detectors against the truth',
    `<p>${spanText(frame)}</p>
${htmlTable(trialRows(report))}
${reasons.join('\n')}
<h2>Timelines</h2>
<p>Below the truth, from above: ${escapeHtml(order)}</p>
${timelines(frame, lanes)}`,
  );
}
