import type { RunSummary } from '../../telemetry/run-event.ts';
import { wantsColour, type CliIo } from '../io.ts';
import type { OutputOptions } from '../options/run-options.ts';
import { createStyle } from '../style.ts';
import type { TuiActions } from '../tui/tui-actions.ts';
import type { TuiOptions } from '../tui/start-tui.ts';
import { createAlertLog } from './alert-log.ts';
import { createEpisodeLog } from './episode-log.ts';
import { createLinesReporter, createQuietReporter } from './lines-reporter.ts';
import { createNdjsonReporter } from './ndjson-reporter.ts';
import { createReportReporter } from './report-reporter.ts';
import { wantsTui } from '../tui/first-frame.ts';
import { combineReporters, type Reporter } from './reporter.ts';
import { digestWarnings } from './warning-digest.ts';

export interface ReportersInput {
  readonly options: OutputOptions;
  readonly stateDir: string;
  /** Whether the run forgets what earlier ones left in the state folder. */
  readonly fresh?: boolean;
  readonly io: CliIo;
  /** What the terminal UI may ask of the run. */
  readonly actions: TuiActions;
  readonly tui?: Partial<Pick<TuiOptions, 'faultsOf' | 'limits' | 'showTruth' | 'first'>>;
}

/** The renderings that were asked for, as one: screen or pipe, report folder, alert log. */
export async function createReporters(input: ReportersInput): Promise<Reporter> {
  const { options, stateDir, io, fresh = false } = input;
  const reporters: Reporter[] = [];
  if (options.outDir !== undefined) reporters.push(createReportReporter(options.outDir));
  const visible = digestWarnings(await createVisible(input), io.now);
  const onFailure = (text: string): void => visible.onEvent({ type: 'warning', text });
  reporters.push(
    createAlertLog({ stateDir, fresh, now: io.now, onFailure }),
    createEpisodeLog({ stateDir, fresh, onFailure }),
    visible,
  );
  return combineReporters(reporters);
}

async function createVisible(input: ReportersInput): Promise<Reporter> {
  const { options, io } = input;
  const { stdout, stderr, env } = io;
  if (options.json) return createNdjsonReporter({ stdout, quiet: options.quiet });
  const style = createStyle(wantsColour(stderr, env));
  if (options.quiet) return createQuietReporter({ stderr, style });
  if (wantsTui(options, io)) return createTui(input);
  const timeOfDay = (): string => new Date(io.now()).toTimeString().slice(0, 8);
  return createLinesReporter({ stderr, style, verbose: options.verbose, timeOfDay });
}

/** Of recorded data nothing is known but what it says. */
const NOTHING_TO_SHOW = { faultsOf: () => [], limits: [], showTruth: false };

/** The full screen vanishes when it closes: the summary is printed below it, where it stays. */
async function createTui({ io, actions, tui: given }: ReportersInput): Promise<Reporter> {
  const { startTui } = await import('../tui/start-tui.ts');
  const tui = startTui({ ...NOTHING_TO_SHOW, ...given, io, actions });
  const style = createStyle(wantsColour(io.stderr, io.env));
  const after = createQuietReporter({ stderr: io.stderr, style });
  let summary: RunSummary | undefined;
  return {
    ...tui,
    onEvent: (event) => {
      if (event.type === 'summary') summary = event;
      tui.onEvent(event);
    },
    close: async () => {
      await tui.close();
      if (summary !== undefined) after.onEvent(summary);
      await after.close();
    },
  };
}
