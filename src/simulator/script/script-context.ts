import { Buffer } from 'node:buffer';
import { webcrypto } from 'node:crypto';
import { compileFunction, createContext, runInContext } from 'node:vm';

/** What a script gets instead of the machine's own. */
export interface ScriptWorld {
  /** `Math.random`, uniform in [0, 1). */
  readonly random: () => number;
  /** `Date.now()` and `new Date()`, ms since the epoch. */
  readonly now: () => number;
  readonly console: ScriptConsole;
}

/** Where a script's `console` writes: never among the messages. */
export type ScriptConsole = Pick<Console, 'log' | 'info' | 'debug' | 'warn' | 'error'>;

/** What CommonJS gives to a module. */
interface ModuleScope {
  readonly module: { exports: Record<string, unknown> };
  readonly require: unknown;
  readonly filename: string;
  readonly dirname: string;
}

/** The module's function; every call is a module of its own, with variables of its own. */
export type ModuleBody = (scope: ModuleScope) => void;

const PARAMETERS = ['module', 'exports', 'require', '__filename', '__dirname'];

/** Compiles a CommonJS module into a context whose time and chance are the run's. */
export function compileModule(text: string, path: string, world: ScriptWorld): ModuleBody {
  const context = createContext({
    ...NODE_GLOBALS,
    console: world.console,
    pmSimRandom: world.random,
    pmSimNow: world.now,
  });
  runInContext(OWN_TIME_AND_CHANCE, context);
  const body = compileFunction(text.replace(/^#!/u, '//'), PARAMETERS, {
    filename: path,
    parsingContext: context,
  });
  return ({ module, require, filename, dirname }) => {
    Reflect.apply(body, module.exports, [module, module.exports, require, filename, dirname]);
  };
}

/** What scripts use of Node beside the language. */
const NODE_GLOBALS = {
  Buffer,
  TextEncoder,
  TextDecoder,
  URL,
  URLSearchParams,
  process,
  crypto: webcrypto,
  structuredClone,
  setTimeout,
  clearTimeout,
  setInterval,
  clearInterval,
  setImmediate,
  queueMicrotask,
};

const OWN_TIME_AND_CHANCE = `
globalThis.global = globalThis;
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
