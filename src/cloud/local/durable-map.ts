import {
  closeSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { PmSimError, errnoOf, messageOf } from '../../runtime/errors.ts';
import type { Log } from '../../runtime/log.ts';

/**
 * A small table in memory whose every change is on disk before the call returns. A killed process
 * loses nothing; a power cut may lose the last moments, because only rewriting waits for the disk.
 */
export interface DurableMap<V> {
  get(key: string): V | undefined;
  set(key: string, value: V): void;
  delete(key: string): void;
  /** In order of first insertion. */
  entries(): MapIterator<[string, V]>;
  readonly size: number;
  close(): void;
}

export interface DurableMapOptions<V> {
  /** File of one JSON line a change; its folder is made when missing. */
  readonly path: string;
  /** Shape of every value, checked when the file is read. */
  readonly schema: z.ZodType<V>;
  readonly log: Log;
}

/**
 * Outdated lines that a file may hold beyond its live ones before it is rewritten: as many as those at
 * least, so that a table that grows is not written again and again.
 */
const outdatedMax = (live: number): number => Math.max(4_000, 2 * live);
/** Only the owner reads state: it names devices, topics and addresses. */
const FILE_MODE = 0o600;

/**
 * Opens or creates the table. A last line cut short by a crash is dropped with a warning.
 * @throws PmSimError `state/unreadable`, `state/corrupt`
 */
export function openDurableMap<V>(options: DurableMapOptions<V>): DurableMap<V> {
  const { path } = options;
  const { map, lines, bytes } = load(options);
  const file = { descriptor: openForAppend(path, bytes), bytes, lines };
  const write = (line: string, apply: () => void): void => {
    appendLine(path, file, line);
    apply();
    if (file.lines - map.size > outdatedMax(map.size)) rewrite(path, file, map);
  };
  return {
    get: (key) => map.get(key),
    set: (key, value) => write(lineOf(key, value), () => map.set(key, value)),
    delete(key) {
      if (map.has(key)) write(`${JSON.stringify([key])}\n`, () => map.delete(key));
    },
    entries: () => map.entries(),
    get size() {
      return map.size;
    },
    close: () => closeOnce(file),
  };
}

interface OpenFile {
  descriptor: number;
  bytes: number;
  lines: number;
}

interface Loaded<V> {
  readonly map: Map<string, V>;
  readonly lines: number;
  /** Length of the part that is whole. */
  readonly bytes: number;
}

function load<V>(options: DurableMapOptions<V>): Loaded<V> {
  const map = new Map<string, V>();
  const text = readText(options.path);
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  if (whole.length < text.length) {
    options.log({
      level: 'warn',
      area: 'state',
      text: `Dropped a last line cut short in ${options.path}.`,
    });
  }
  const lines = whole.split('\n').slice(0, -1);
  const line = z.union([z.tuple([z.string()]), z.tuple([z.string(), options.schema])]);
  for (const [at, source] of lines.entries()) {
    const parsed = line.safeParse(parseLine(source));
    if (!parsed.success) throw corrupt(options.path, at + 1, parsed.error);
    const [key, value] = parsed.data;
    if (value === undefined) map.delete(key);
    else map.set(key, value);
  }
  return { map, lines: lines.length, bytes: Buffer.byteLength(whole) };
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    if (errnoOf(cause) === 'ENOENT') return '';
    throw unreadable(path, cause);
  }
}

function parseLine(source: string): unknown {
  try {
    return JSON.parse(source);
  } catch {
    return undefined;
  }
}

function openForAppend(path: string, bytes: number): number {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    const descriptor = openSync(path, 'a', FILE_MODE);
    if (fstatSync(descriptor).size > bytes) ftruncateSync(descriptor, bytes);
    return descriptor;
  } catch (cause) {
    throw unreadable(path, cause);
  }
}

function appendLine(path: string, file: OpenFile, line: string): void {
  try {
    const octets = Buffer.from(line, 'utf8');
    for (let at = 0; at < octets.length;) at += writeSync(file.descriptor, octets, at);
    file.bytes += octets.length;
    file.lines += 1;
  } catch (cause) {
    cutBack(file);
    throw unwritable(path, cause);
  }
}

/** A half line in the middle of the file would make it unreadable, so what was written goes. */
function cutBack(file: OpenFile): void {
  try {
    ftruncateSync(file.descriptor, file.bytes);
  } catch {
    // The write's own failure is reported; a file that cannot be cut either is on a dead disk.
  }
}

function rewrite<V>(path: string, file: OpenFile, map: ReadonlyMap<string, V>): void {
  const next = `${path}.next`;
  try {
    const text = [...map].map(([key, value]) => lineOf(key, value)).join('');
    const descriptor = openSync(next, 'w', FILE_MODE);
    writeFileSync(descriptor, text);
    fsyncSync(descriptor);
    closeSync(descriptor);
    renameSync(next, path);
    closeSync(file.descriptor);
    file.descriptor = openSync(path, 'a', FILE_MODE);
    file.bytes = Buffer.byteLength(text);
    file.lines = map.size;
  } catch (cause) {
    throw unwritable(path, cause);
  }
}

function closeOnce(file: OpenFile): void {
  if (file.descriptor < 0) return;
  closeSync(file.descriptor);
  file.descriptor = -1;
}

function lineOf(key: string, value: unknown): string {
  return `${JSON.stringify([key, value])}\n`;
}

function unreadable(path: string, cause: unknown): PmSimError {
  return new PmSimError('state/unreadable', `Cannot open ${path}: ${messageOf(cause)}.`, {
    hint: 'Give yourself read and write access to the state folder, or choose another with --state.',
    cause,
  });
}

function unwritable(path: string, cause: unknown): PmSimError {
  return new PmSimError('state/unwritable', `Cannot write to ${path}: ${messageOf(cause)}.`, {
    kind: 'system',
    hint: 'Free space on the disk of the state folder and start again; what was there is kept.',
    cause,
  });
}

function corrupt(path: string, line: number, cause: unknown): PmSimError {
  return new PmSimError('state/corrupt', `${path}:${line} is not a line that pm-sim wrote.`, {
    hint: 'Restore the file from a backup, delete this line, or start with --fresh.',
    cause,
  });
}
