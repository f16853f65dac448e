import { spawnSync } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';

/** A program in a terminal that nobody sees. */
export interface Pane extends Disposable {
  /** Types text, or presses a key by its tmux name: `Enter`, `Down`, `C-c`. */
  press(...keys: readonly string[]): void;
  /** Whether anything on the screen has a colour. */
  coloured(): boolean;
  /** The screen once it shows the text; rejects with what it shows instead when that takes too long. */
  shows(text: string | RegExp): Promise<string>;
  resize(columns: number, rows: number): void;
  /** A value of the terminal, as tmux formats name it. */
  ask(format: string): string;
}

/** What the shell says when it waits. */
const PROMPT = 'ready>';

/** A bound for what hangs: nothing here takes a tenth of it on an idle machine, ms. */
const DEADLINE_MS = 45_000;
/** SGR sequences that set a colour (ECMA-48, 8.3.117), after the escape. */
const COLOUR = /\[(?:\d+;)*(?:3[0-7]|4[0-7]|9[0-7]|[34]8)[;\dm]/;
/** How often the screen is read, ms. */
const POLL_MS = 100;

/** Why there can be no pane here; undefined where there can. */
export function tmuxMissing(): string | undefined {
  const { status } = spawnSync('tmux', ['-V']);
  return status === 0 ? undefined : 'tmux is not installed';
}

/** The environment of somebody at a terminal, wherever the suite runs: a CI service's gets no screen. */
function atHome(): NodeJS.ProcessEnv {
  const ofService = /^(?:CI|CONTINUOUS_INTEGRATION|CI_.*)$/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !ofService.test(name)));
}

export interface PaneOptions {
  readonly columns: number;
  readonly rows: number;
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** A shell in a terminal of its own, on a tmux server that ends with it. */
export function openPane({ columns, rows, cwd, env = {} }: PaneOptions): Pane {
  const server = `pm-sim-${process.pid}-${columns}x${rows}`;
  const tmux = (...args: readonly string[]): string => {
    const done = spawnSync('tmux', ['-L', server, ...args], { encoding: 'utf8', env: atHome() });
    if (done.status !== 0) throw new Error(`tmux ${args.join(' ')}: ${done.stderr}`);
    return done.stdout;
  };
  const variables = Object.entries(env).flatMap(([name, value]) => ['-e', `${name}=${value}`]);
  const size = ['-x', String(columns), '-y', String(rows)];
  tmux(
    '-f',
    '/dev/null',
    'new-session',
    '-d',
    '-s',
    'pane',
    ...size,
    '-c',
    cwd,
    ...variables,
    'sh',
  );
  tmux('send-keys', '-t', 'pane', `PS1='${PROMPT}'`, 'Enter');
  const screen = (): string => tmux('capture-pane', '-p', '-t', 'pane');
  return {
    press: (...keys) => void tmux('send-keys', '-t', 'pane', ...keys),
    coloured: () => COLOUR.test(tmux('capture-pane', '-e', '-p', '-t', 'pane')),
    async shows(text) {
      const until = performance.now() + DEADLINE_MS;
      for (;;) {
        const shown = screen();
        if (typeof text === 'string' ? shown.includes(text) : text.test(shown)) return shown;
        if (performance.now() > until)
          throw new Error(`No ${String(text)} on the screen:\n${shown}`);
        await delay(POLL_MS);
      }
    },
    resize: (width, height) => {
      tmux('resize-window', '-t', 'pane', '-x', String(width), '-y', String(height));
    },
    ask: (format) => tmux('display-message', '-p', '-t', 'pane', format).trim(),
    [Symbol.dispose]: () => void spawnSync('tmux', ['-L', server, 'kill-server']),
  };
}
