import { formatDuration } from '../../runtime/duration.ts';
import type { Alert } from '../../telemetry/alert.ts';
import { wantsColour, type CliIo } from '../io.ts';
import type { TailOptions } from '../options/tail-options.ts';
import type { AlertLogEntry } from '../reporters/alert-log.ts';
import { alertText } from '../reporters/alert-text.ts';
import { createStyle, type Style } from '../style.ts';
import { createTailActor } from './tail-actor.ts';
import { createTailFilter } from './tail-filter.ts';

/** Alerts as lines, and what is to be done about each. */
export interface TailLines {
  /** Shows and acts on an entry that is wanted; true when it was the opening of an alert. */
  take(entry: AlertLogEntry): boolean;
  /** Resolves when no command runs. */
  settled(): Promise<void>;
}

export function createTailLines(options: TailOptions, io: CliIo, signal: AbortSignal): TailLines {
  const say = (text: string): void => void io.stderr.write(text);
  const onFailure = (text: string): void => say(`pm-sim: ${text}\n`);
  const actor = createTailActor({ options, io, signal, onOutput: say, onFailure });
  const wanted = createTailFilter(options, io.now());
  const style = createStyle(wantsColour(io.stdout, io.env));
  return {
    take(entry) {
      const alert = wanted(entry);
      if (alert === undefined) return false;
      const text = options.json
        ? JSON.stringify(entry)
        : entryText(entry, alert, { style, now: io.now() });
      io.stdout.write(`${text}\n`);
      actor.on(entry);
      return entry.type === 'opened';
    },
    settled: () => actor.settled(),
  };
}

/** Columns of the age in front of a line. */
const AGE_WIDTH = '59m 59s ago'.length;

const ENDINGS: Readonly<Record<'closed' | 'acknowledged' | 'settled', (style: Style) => string>> = {
  closed: ({ green }) => green('over'),
  acknowledged: ({ cyan }) => cyan('seen'),
  settled: ({ dim }) => dim('closed'),
};

function entryText(
  entry: AlertLogEntry,
  alert: Alert,
  { style, now }: { readonly style: Style; readonly now: number },
): string {
  const age = style.dim(`${formatDuration(Math.max(0, now - entry.at))} ago`.padStart(AGE_WIDTH));
  if (entry.type === 'opened') return `${age}  ${alertText(alert, style)}`;
  const what = ENDINGS[entry.type](style);
  return `${age}  ${what}  ${style.bold(alert.device)}  ${style.dim(`${alert.metric}, ${alert.id}`)}`;
}
