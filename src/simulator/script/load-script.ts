import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname } from 'node:path';
import type { Faker } from '@faker-js/faker';
import { errnoOf, messageOf, PmSimError } from '../../runtime/errors.ts';
import { createRandom, type Random } from '../../runtime/random.ts';
import { compileModule, type ModuleBody, type ScriptConsole } from './script-context.ts';
import { isFaker, seededFaker, type SeededFaker } from './seeded-faker.ts';

/** What a script gives for one message. */
interface ScriptMessage {
  /** Absent: the topic of the command line. */
  readonly topic?: string;
  readonly message: string | Uint8Array;
}

/** What a script is told of the client that it makes a message for. */
interface ScriptOptions {
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
  /**
   * The module once more, with variables, a faker and a `Math.random` of its own: what one client says
   * depends on no other. `at` is simulated time, ms since the epoch.
   * @throws PmSimError `script/failed`
   */
  createClient(random: Random, at: number): ScriptClient;
}

export interface ScriptClient {
  /**
   * @param at simulated time, ms since the epoch: what `Date.now()` and `new Date()` are in the script
   * @throws PmSimError `script/failed`, `script/message`
   */
  generate(told: ScriptOptions, at: number): ScriptMessage;
}

/** Whose turn it is: a script runs in no other thread and never waits, so one can be at a time. */
interface Stage {
  actor: Actor;
  now: number;
}

interface Actor {
  readonly chance: Random;
  faker: Random;
}

/**
 * Loads a script into a context whose time and chance are the run's: same seed, same bytes. That is no
 * sandbox: a script can do whatever this process can.
 * @throws PmSimError `script/unreadable`, `script/failed`, `script/no-generator`, `script/no-faker`,
 *   `script/old-faker`
 */
export async function loadScript(path: string, console: ScriptConsole): Promise<Script> {
  const text = await textOf(path);
  const stage: Stage = { actor: actorOf(createRandom('script')), now: 0 };
  const world = {
    random: () => stage.actor.chance.next(),
    now: () => stage.now,
    console,
  };
  const body = guarded(path, () => compileModule(text, path, world));
  const faker = fakerFor(text, path, stage);
  const first = exportsOf(body, { path, faker });
  const { name, description } = first;
  return {
    name: typeof name === 'string' ? name : basename(path).replace(/\.[cm]?js$/u, ''),
    description: typeof description === 'string' ? description : undefined,
    createClient(random, at) {
      const actor = actorOf(random);
      Object.assign(stage, { actor, now: at });
      const { generator } = exportsOf(body, { path, faker });
      return {
        generate(told, ts) {
          Object.assign(stage, { actor, now: ts });
          return checked(
            guarded(path, () => generator(faker?.faker, told)),
            path,
          );
        },
      };
    },
  };
}

function actorOf(random: Random): Actor {
  return { chance: random.fork('chance'), faker: random.fork('faker') };
}

/** Only for a script that speaks of it: the package need not be there for others. */
function fakerFor(text: string, path: string, stage: Stage): SeededFaker | undefined {
  if (!/\bfaker\b/u.test(text)) return undefined;
  return seededFaker(path, {
    next: () => stage.actor.faker.next(),
    reseed(seed) {
      stage.actor.faker = createRandom(`faker:${String(seed)}`);
    },
    now: () => stage.now,
  });
}

type Generator = (faker: Faker | undefined, options: ScriptOptions) => unknown;

interface Exported {
  readonly generator: Generator;
  readonly name?: unknown;
  readonly description?: unknown;
}

interface Surroundings {
  readonly path: string;
  readonly faker: SeededFaker | undefined;
}

/** The module pattern of CommonJS. */
function exportsOf(body: ModuleBody, { path, faker }: Surroundings): Exported {
  const module: { exports: Record<string, unknown> } = { exports: {} };
  const plain = createRequire(path);
  const require = Object.assign((id: string): unknown => {
    return faker !== undefined && isFaker(id) ? faker.module(id) : plain(id);
  }, plain);
  guarded(path, () => {
    body({ module, require, filename: path, dirname: dirname(path) });
  });
  const { exports } = module;
  if (typeof exports['generator'] !== 'function') {
    throw new PmSimError('script/no-generator', `${path} exports no function "generator".`, {
      hint: 'A script ends with module.exports = { generator }, and generator(faker, options) returns { message }.',
    });
  }
  return exports as unknown as Exported;
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    const reason = errnoOf(cause) === 'ENOENT' ? 'there is no such file' : messageOf(cause);
    throw new PmSimError('script/unreadable', `${path}: ${reason}.`, { cause });
  }
}

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
    if (cause instanceof PmSimError) throw cause;
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
