import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

export interface AgentProcess {
  /** Lines of input; the end of it is the end of the agent's source. */
  write(text: string): void;
  end(): void;
  interrupt(): void;
  /** Resolves with the first line of stdout that matches. */
  told(pattern: RegExp): Promise<string>;
  readonly finished: Promise<AgentEnd>;
}

interface AgentEnd {
  readonly exitCode: number | null;
  readonly stderr: string;
  readonly lines: readonly string[];
}

/** `pm-sim edge run FILE --json` as a process of its own. */
export function startAgent(cwd: string, file: string): AgentProcess {
  const argv = ['--import', import.meta.resolve('tsx'), MAIN, 'edge', 'run', file, '--json'];
  const child = spawn(process.execPath, argv, { cwd, stdio: 'pipe' });
  let stdout = '';
  let stderr = '';
  const watchers = new Set<() => void>();
  const linesOf = (): string[] => stdout.split('\n').slice(0, -1);
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    for (const look of watchers) look();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const told = (pattern: RegExp): Promise<string> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const line = linesOf().find((each) => pattern.test(each));
        if (line === undefined) return;
        watchers.delete(look);
        resolve(line);
      };
      watchers.add(look);
      child.once('exit', () => reject(new Error(`The agent ended without it:\n${stderr}`)));
      look();
    });
  const finished = once(child, 'close').then(([exitCode]): AgentEnd => {
    return { exitCode: exitCode as number | null, stderr, lines: linesOf() };
  });
  return {
    write: (text) => void child.stdin.write(text),
    end: () => void child.stdin.end(),
    interrupt: () => void child.kill('SIGINT'),
    told,
    finished,
  };
}
