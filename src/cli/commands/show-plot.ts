import { writeFile } from 'node:fs/promises';
import { messageOf, PmSimError } from '../../runtime/errors.ts';
import { parseInjection } from '../../simulator/faults/parse-injection.ts';
import type { RunProfile } from '../compose/profile-sections.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { wantsColour, type CliIo, type OutputStream } from '../io.ts';
import type { ShowOptions } from '../options/show-options.ts';
import type { Plot } from '../plot/plot.ts';
import { simulatePlot } from '../plot/simulate-plot.ts';
import { svgPlot } from '../plot/svg-plot.ts';
import { textPlot } from '../plot/text-plot.ts';
import { createStyle } from '../style.ts';

/** Size of a pipe, which has none: columns as a terminal's least, rows for four charts. */
const PIPE = { columns: 80, rows: 32 };
/** A terminal of fewer rows gets three charts. */
const ROWS_FOR_FOUR = 30;

/** `pm-sim show PROFILE --plot`: what the devices do, in the terminal or as an SVG file. */
export async function showPlot(
  profile: RunProfile,
  options: ShowOptions,
  io: CliIo,
): Promise<ExitCode> {
  const { seed, metrics, durationMs, out } = options;
  const { columns, rows } = sizeOf(io.stdout);
  const plot = simulatePlot({
    profile,
    seed,
    metrics,
    faults: options.inject.map((text) => parseInjection(text)),
    panels: out === undefined && rows < ROWS_FOR_FOUR ? 3 : 4,
    ...(durationMs === undefined ? {} : { durationMs }),
  });
  if (options.json) io.stdout.write(`${JSON.stringify(plot)}\n`);
  if (out !== undefined) {
    await writePicture(out, svgPlot(plot));
    if (!options.json) io.stdout.write(`${out}\n`);
  } else if (!options.json) {
    const style = createStyle(wantsColour(io.stdout, io.env));
    io.stdout.write(textPlot(plot, { width: columns, height: heightOf(plot, rows) }, style));
  }
  return EXIT.ok;
}

function sizeOf({ isTTY, columns, rows }: OutputStream): typeof PIPE {
  if (isTTY !== true) return PIPE;
  return { columns: columns ?? PIPE.columns, rows: rows ?? PIPE.rows };
}

/** Rows of a chart between which it can be read. */
const CHART_ROWS = { min: 3, max: 9 };
/** Rows for head, time axis and the prompt after it. */
const OTHER_ROWS = 6;

function heightOf({ panels, truth }: Plot, rows: number): number {
  const room = rows - OTHER_ROWS - 2 * truth.length;
  const each = Math.floor(room / panels.length) - 1;
  return Math.min(CHART_ROWS.max, Math.max(CHART_ROWS.min, each));
}

async function writePicture(file: string, svg: string): Promise<void> {
  try {
    await writeFile(file, svg);
  } catch (cause) {
    throw new PmSimError('plot/unwritable', `Cannot write ${file}: ${messageOf(cause)}.`, {
      hint: 'Take another --out, a file in a folder that you may write to.',
      cause,
    });
  }
}
