import type { CliIo } from '../io.ts';
import type { TailOptions } from '../options/tail-options.ts';
import type { AlertLogEntry } from '../reporters/alert-log.ts';
import { createAlertCommand } from './alert-command.ts';

export interface TailActorOptions {
  readonly options: TailOptions;
  readonly io: CliIo;
  readonly signal: AbortSignal;
  /** What commands write. */
  readonly onOutput: (text: string) => void;
  readonly onFailure: (text: string) => void;
}

/** What is done about alerts besides showing them. */
export interface TailActor {
  on(entry: AlertLogEntry): void;
  /** Resolves when no command runs. */
  settled(): Promise<void>;
}

/** Acts on alerts that come; on earlier ones only where they were asked for with `since`. */
export function createTailActor(input: TailActorOptions): TailActor {
  const { options, io, signal, onOutput, onFailure } = input;
  const { bell, exec, since } = options;
  const startedAt = since === undefined ? io.now() : Number.NEGATIVE_INFINITY;
  const command =
    exec === undefined
      ? undefined
      : createAlertCommand({
          command: exec,
          env: io.env,
          cwd: io.cwd,
          signal,
          onOutput,
          onFailure,
        });
  return {
    on(entry) {
      if (entry.type !== 'opened' || entry.at < startedAt) return;
      if (bell) io.stderr.write('\u0007');
      command?.run(entry.alert);
    },
    settled: async () => command?.settled(),
  };
}
