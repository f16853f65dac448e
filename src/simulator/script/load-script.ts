import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname } from 'node:path';
import { createContext, runInContext } from 'node:vm';
import type { Faker } from '@faker-js/faker';
import { errnoOf, messageOf, PmSimError } from '../../runtime/errors.ts';

/** What a script gives for one message. */
export interface ScriptMessage {
  /** Absent: the topic of the command line. */
  readonly topic?: string;
  readonly message: string | Uint8Array;
}

/** What a script is told of the client that it makes a message for. */
export interface ScriptOptions {
  readonly clientId: string;
  readonly [option: string]: unknown;
}

/**
 * A scenario script as MQTTX runs them ("MQTTX CLI: simulate"): a CommonJS module that exports
 * `generator(faker, options)`, called for each message of each client.
 */
export interface Script {
  readonly name: string;
  readonly description: string | undefined;
  /** @throws PmSimError `script/failed`, `script/message` */
  generate(faker: Faker, options: ScriptOptions): ScriptMessage;
}

export interface LoadScriptOptions {
  /** Uniform in [0, 1): what `Math.random` is in the script. */
  readonly random: () => number;
  /** Simulated time, ms since the epoch: what `Date.now()` and `new Date()` are in the script. */
  readonly now: () => number;
}

/**
 * Runs a script in a context of its own, whose time and chance are the run's: same seed, same bytes. That
 * is no sandbox: a script can do whatever this process can.
 * @throws PmSimError `script/unreadable`, `script/failed`, `script/no-generator`
 */
export async function loadScript(path: string, options: LoadScriptOptions): Promise<Script> {
  const exported = run(await textOf(path), path, options);
  const { generator, name, description } = exported;
  if (typeof generator !== 'function') {
    throw new PmSimError('script/no-generator', `${path} exports no function "generator".`, {
      hint: 'A script ends with module.exports = { generator }, and generator(faker, options) returns { message }.',
    });
  }
  return {
    name: typeof name === 'string' ? name : basename(path).replace(/\.[cm]?js$/u, ''),
    description: typeof description === 'string' ? description : undefined,
    generate(faker, told) {
      const given: unknown = guarded(path, () => (generator as Generator)(faker, told));
      return checked(given, path);
    },
  };
}

type Generator = (faker: Faker, options: ScriptOptions) => unknown;

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    const reason = errnoOf(cause) === 'ENOENT' ? 'there is no such file' : messageOf(cause);
    throw new PmSimError('script/unreadable', `${path}: ${reason}.`, { cause });
  }
}

/** The module pattern of CommonJS, with the run's clock and chance in place of the machine's. */
function run(text: string, path: string, { random, now }: LoadScriptOptions) {
  const module = { exports: {} as Record<string, unknown> };
  const context = createContext({
    module,
    exports: module.exports,
    require: createRequire(path),
    __filename: path,
    __dirname: dirname(path),
    console,
    Buffer,
    TextEncoder,
    TextDecoder,
    URL,
    pmSimRandom: random,
    pmSimNow: now,
  });
  guarded(path, () => {
    runInContext(OWN_TIME_AND_CHANCE, context);
    runInContext(text, context, { filename: path });
  });
  return module.exports;
}

const OWN_TIME_AND_CHANCE = `
Math.random = pmSimRandom;
Date = class extends Date {
  constructor(...given) {
    if (given.length === 0) super(pmSimNow());
    else super(...given);
  }
  static now() {
    return pmSimNow();
  }
};
`;

/** Errors of another context are no `Error` of ours, and have the same properties. */
interface ForeignError {
  readonly name?: string;
  readonly message?: string;
  readonly stack?: string;
}

function guarded<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    const { name = 'Error', message, stack = '' } = (cause ?? {}) as ForeignError;
    const line = /^\d+/u.exec(stack.split(`${path}:`, 2)[1] ?? '');
    const place = line === null ? path : `${path}:${line[0]}`;
    const text = `${place}: ${name}: ${message ?? String(cause)}.`;
    throw new PmSimError('script/failed', text, { cause });
  }
}

function checked(given: unknown, path: string): ScriptMessage {
  const { topic, message } = (given ?? {}) as { readonly topic?: unknown; message?: unknown };
  const wrong =
    typeof message !== 'string' && !ArrayBuffer.isView(message)
      ? `"message" is ${shown(message)}, expected a text or bytes`
      : topic !== undefined && typeof topic !== 'string'
        ? `"topic" is ${shown(topic)}, expected a text`
        : undefined;
  if (wrong !== undefined) {
    throw new PmSimError('script/message', `${path}: the generator's ${wrong}.`, {
      hint: 'It returns { message: JSON.stringify(data) }, and may return a topic.',
    });
  }
  return given as ScriptMessage;
}

function shown(value: unknown): string {
  return value === undefined ? 'missing' : (JSON.stringify(value) ?? typeof value);
}
