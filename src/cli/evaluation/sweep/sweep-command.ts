import { onlyFolder } from '../merge-judged.ts';
import { resolve } from 'node:path';
import type { CliIo } from '../../io.ts';
import { EXIT, type ExitCode } from '../../exit-codes.ts';
import type { EvalOptions } from '../../options/eval-options.ts';
import { messagePrice } from '../../prices.ts';
import { escapeHtml } from '../../escape-html.ts';
import { htmlPage, htmlTable } from '../html.ts';
import { leadOfFamily } from '../lead-time.ts';
import { openTrialData } from '../trial/run-trial.ts';
import { writePage } from '../write-page.ts';
import { runSweep } from './run-sweep.ts';
import { sweepPicture } from './sweep-picture.ts';
import { parseSweep } from './sweep-spec.ts';
import { priceLine, sweepRows, sweepText } from './sweep-text.ts';

/** `pm-sim eval DIR --sweep POLICY=RANGE`: what the edge may leave out, and what is lost by it. */
export async function sweepCommand(
  options: EvalOptions,
  sweep: string,
  io: CliIo,
): Promise<ExitCode> {
  const spec = parseSweep(sweep);
  const price = messagePrice(options.pricePerMillion);
  const data = await openTrialData(resolve(io.cwd, onlyFolder(options.dirs, '--sweep')), io.cwd);
  const leadMs = options.lead ?? leadOfFamily(data.profile.device);
  const [detector = 'ewma'] = options.detector ?? [];
  const points = await runSweep(data, { spec, detector, leadMs, price });
  const rows = sweepRows(spec.policy, points);
  const picture = sweepPicture(spec.policy, points);
  if (options.out !== undefined) writePage(options.out, picture);
  if (options.html !== undefined) {
    const parts = [htmlTable(rows), `<p>${escapeHtml(priceLine(price))}</p>`, picture];
    writePage(options.html, htmlPage('What the edge may leave out', parts.join('\n')));
  }
  if (options.json) {
    const answer = { policy: spec.policy, detector, price, points };
    io.stdout.write(`${JSON.stringify(answer)}\n`);
  } else io.stdout.write(sweepText(rows, price));
  return EXIT.ok;
}
