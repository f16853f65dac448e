import type { CliIo } from '../io.ts';
import type { TailOptions } from '../options/tail-options.ts';
import type { AlertLogEntry } from '../reporters/alert-log.ts';
import { createAlertCommand } from './alert-command.ts';

/** Does what is to be done about alerts that come; about earlier ones only where they were asked for. */
export function createActor(options: TailOptions, io: CliIo, signal: AbortSignal) {
  const { bell, exec, since } = options;
  const startedAt = since === undefined ? io.now() : Number.NEGATIVE_INFINITY;
  const say = (text: string): void => void io.stderr.write(text);
  const command =
    exec === undefined
      ? undefined
      : createAlertCommand({
          command: exec,
          env: io.env,
          cwd: io.cwd,
          signal,
          onOutput: say,
          onFailure: (text) => say(`pm-sim: ${text}\n`),
        });
  return {
    on(entry: AlertLogEntry): void {
      if (entry.type !== 'opened' || entry.at < startedAt) return;
      if (bell) say('\u0007');
      command?.run(entry.alert);
    },
    settled: async () => command?.settled(),
  };
}
