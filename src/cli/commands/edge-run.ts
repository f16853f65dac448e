import { watch } from 'node:fs';
import { systemClock } from '../../runtime/clock.ts';
import { messageOf } from '../../runtime/errors.ts';
import { createRandom } from '../../runtime/random.ts';
import { createAgentLines, type AgentReporter } from '../edge/agent-lines.ts';
import { loadAgentFile, type AgentFile } from '../edge/load-agent-file.ts';
import { createReload, type Reload } from '../edge/reload.ts';
import { runAgent } from '../edge/run-agent.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { CliIo } from '../io.ts';
import type { EdgeRunOptions } from '../options/edge-options.ts';

/** `pm-sim edge run FILE`: until the sources end or Ctrl+C; a hang-up or a changed file reloads. */
export async function edgeRunCommand(options: EdgeRunOptions, io: CliIo): Promise<ExitCode> {
  const file = await loadAgentFile(options.file, io.cwd);
  const reporter = createAgentLines(options, io);
  const reload = createReload();
  const again = (): void => void readAgain(file, { io, reload, reporter });
  using interrupt = io.watchInterrupts(again);
  using watching = watchFile(file.path, again);
  reporter.began(file);
  const status = await runAgent({
    file,
    io,
    signal: interrupt.signal,
    clock: systemClock(),
    random: createRandom(`edge:${file.config.agent}`),
    reload,
    tell: reporter.tell,
  });
  reporter.ended(status);
  watching.close();
  return interrupt.signal.aborted ? EXIT.interrupted : EXIT.ok;
}

interface Reloading {
  readonly io: CliIo;
  readonly reload: Reload;
  readonly reporter: AgentReporter;
}

/** A file that is wrong changes nothing: the agent goes on as it was. */
async function readAgain({ path }: AgentFile, { io, reload, reporter }: Reloading): Promise<void> {
  try {
    const { config } = await loadAgentFile(path, io.cwd);
    reload.apply(config.edge);
    reporter.tell({ type: 'log', level: 'info', text: `Filters of ${path} are in force.` });
  } catch (error) {
    const text = `${path} was not reloaded: ${messageOf(error)}`;
    reporter.tell({ type: 'log', level: 'error', text });
  }
}

/** Editors write a file in several steps: what counts is the last one. */
const SETTLE_MS = 200;

function watchFile(path: string, changed: () => void): Disposable & { close(): void } {
  let timer: NodeJS.Timeout | undefined;
  const watcher = watch(path, () => {
    clearTimeout(timer);
    timer = setTimeout(changed, SETTLE_MS);
  });
  // A file that is replaced loses its watcher on some systems; SIGHUP works everywhere.
  watcher.on('error', () => watcher.close());
  const close = (): void => {
    clearTimeout(timer);
    watcher.close();
  };
  return { close, [Symbol.dispose]: close };
}
