// The built edge agent as a process that a bench can kill.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

const MAIN = path.join(import.meta.dirname, '..', 'dist', 'cli', 'main.js');

export interface AgentProcess {
  /** Kills it, and starts it again. */
  kill(): Promise<void>;
  /** Ends it in good order; resolves to what it wrote last, the summary. */
  interrupt(): Promise<Summary>;
  stop(): void;
  /** What it told last of how it stands. */
  last(): Summary | undefined;
  readonly pid: number | undefined;
}

export interface Summary {
  readonly held: number;
  readonly readings: { readonly readings: number };
  readonly buffer: {
    readonly accepted: number;
    readonly delivered: number;
    readonly evicted: number;
  };
}

/** Runs the built agent on `edge.yaml` of a folder. */
export function startAgent(dir: string): AgentProcess {
  let child: ChildProcess;
  let last = '';
  const begin = (): void => {
    child = spawn(process.execPath, [MAIN, 'edge', 'run', 'edge.yaml', '--json'], {
      cwd: dir,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      last = (last + text).slice(-SUMMARY_CHARS_MAX);
    });
  };
  begin();
  return {
    get pid() {
      return child.pid;
    },
    async kill() {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
      begin();
    },
    async interrupt() {
      const ended = once(child, 'close');
      child.kill('SIGINT');
      await ended;
      return JSON.parse(last.trim().split('\n').at(-1) ?? '') as Summary;
    },
    last: () =>
      last
        .split('\n')
        .slice(0, -1)
        .filter((line) => /"type":"(status|summary)"/u.test(line) && line.startsWith('{'))
        .map((line) => JSON.parse(line) as Summary)
        .at(-1),
    stop: () => void child.kill('SIGKILL'),
  };
}

const SUMMARY_CHARS_MAX = 16_384;
