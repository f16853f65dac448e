import { isMap, LineCounter, parseDocument, type Document } from 'yaml';
import { messageOf, PmSimError } from '../runtime/errors.ts';

/** Steps from the root of a document: keys, and indices of lists. */
export type Path = readonly (string | number)[];

/** A YAML file as plain data that still knows on which line each key stands. */
export interface YamlDocument {
  /** What was parsed, comments included. */
  readonly text: string;
  readonly data: Readonly<Record<string, unknown>>;
  /** `file:line` of the key at `path`, or of the nearest parent that is in the file. */
  locate(path: Path): string;
}

/** What a file describes; the first part of the codes of its errors. */
export type DocumentKind = 'profile' | 'scenario' | 'edge';

export interface ParseOptions {
  /** The name that messages show. */
  readonly file: string;
  readonly kind: DocumentKind;
}

/** Longest file read, characters: each is a page, not a data set. */
const CHARACTERS_MAX = 1_000_000;

/**
 * Parses the text of a file.
 * @throws PmSimError `…/yaml` at the first error of syntax
 */
export function parseYamlDocument(text: string, { file, kind }: ParseOptions): YamlDocument {
  const fail: Fail = (problem, cause) => {
    throw new PmSimError(`${kind}/yaml`, `${file}${problem}`, { cause });
  };
  if (text.length > CHARACTERS_MAX) fail(` is longer than ${CHARACTERS_MAX} characters.`);
  const lines = new LineCounter();
  // Keys that are lists have no place in JSON; the library would write a warning to stderr.
  const options = { lineCounter: lines, prettyErrors: false, stringKeys: true } as const;
  const document = parseDocument(text, { ...options, logLevel: 'error' });
  const [error] = document.errors;
  if (error?.code === 'RESOURCE_EXHAUSTION') return fail(TOO_DEEP, error);
  if (error !== undefined) {
    const { line, col } = lines.linePos(error.pos[0]);
    throw new PmSimError(`${kind}/yaml`, `${file}:${line}:${col}: ${sentence(error.message)}`, {
      hint: 'Indent with spaces, two per level; put text with ": " or " #" in it in quotes.',
      cause: error,
    });
  }
  const data = plainData(document, fail);
  if (!isRecord(data)) return fail(':1: expected keys and values, as in "count: 12".');
  return {
    text,
    data,
    locate: (path) => {
      const offset = offsetOf(document, path);
      return offset === undefined ? file : `${file}:${lines.linePos(offset).line}`;
    },
  };
}

/** @throws PmSimError: what is wrong, after the name of the file */
type Fail = (problem: string, cause?: unknown) => never;

const TOO_DEEP = ': values are nested deeper than anything that we read.';

/** The document as JSON holds it: aliases are copied, and none stands within itself. */
function plainData(document: Document.Parsed, fail: Fail): unknown {
  try {
    const data: unknown = document.toJS();
    JSON.stringify(data);
    return data;
  } catch (cause) {
    if (cause instanceof RangeError) return fail(TOO_DEEP, cause);
    if (cause instanceof TypeError) return fail(': an alias stands within what it names.', cause);
    // An alias of nothing, or aliases of aliases that would fill the memory.
    return fail(`: ${sentence(messageOf(cause))}`, cause);
  }
}

/** Where the key at `path` begins, or its nearest parent that exists. */
function offsetOf(document: Document.Parsed, path: Path): number | undefined {
  for (let depth = path.length; depth > 0; depth -= 1) {
    const offset = keyOffset(document, path.slice(0, depth));
    if (offset !== undefined) return offset;
  }
  return undefined;
}

function keyOffset(document: Document.Parsed, path: Path): number | undefined {
  const parent: unknown = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1));
  const last = path[path.length - 1];
  if (isMap(parent)) {
    const pair = parent.items.find(({ key }) => String(key) === String(last));
    return rangeStart(pair?.key);
  }
  return rangeStart(document.getIn(path, true));
}

function rangeStart(node: unknown): number | undefined {
  const range = (node as { readonly range?: readonly number[] } | null | undefined)?.range;
  return range?.[0];
}

function sentence(message: string): string {
  const line = message.split('\n', 1)[0] ?? message;
  return /[.!?]$/u.test(line) ? line : `${line}.`;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
