import { appendFileSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { PmSimError, errnoOf } from '../../../runtime/errors.ts';
import type { ShardPosition } from '../kinesis/kinesis-engine.ts';

/** How far a mapping has come in one shard. */
export type Checkpoint =
  | { readonly type: 'at'; readonly position: ShardPosition }
  /** The shard was closed and read to its end; its children may start. */
  | { readonly type: 'finished' };

/**
 * Checkpoints of all mappings in one file of JSON lines, the last line of a shard counting. `save`
 * returns when the operating system has the line, so a killed process finds it again.
 */
export interface CheckpointStore {
  load(mapping: string, shardId: string): Checkpoint | undefined;
  save(mapping: string, shardId: string, checkpoint: Checkpoint): void;
}

/** Lines appended before the file is written anew with one line a shard. */
const LINES_MAX = 10_000;

interface Line {
  readonly mapping: string;
  readonly shard: string;
  readonly checkpoint: Checkpoint;
}

/** @throws PmSimError `state/corrupt` when a line is not one of ours */
export function openCheckpoints(path: string): CheckpointStore {
  mkdirSync(dirname(path), { recursive: true });
  const latest = new Map<string, Line>();
  for (const line of readLines(path)) latest.set(keyOf(line.mapping, line.shard), line);
  rewrite(path, latest);
  let lines = latest.size;
  return {
    load: (mapping, shardId) => latest.get(keyOf(mapping, shardId))?.checkpoint,
    save(mapping, shardId, checkpoint) {
      const line: Line = { mapping, shard: shardId, checkpoint };
      latest.set(keyOf(mapping, shardId), line);
      appendFileSync(path, `${JSON.stringify(line)}\n`);
      lines += 1;
      if (lines < LINES_MAX + latest.size) return;
      rewrite(path, latest);
      lines = latest.size;
    },
  };
}

function keyOf(mapping: string, shardId: string): string {
  return `${mapping}/${shardId}`;
}

/** Every whole line; the last one may have been cut short by a kill. */
function* readLines(path: string): Generator<Line> {
  const text = readIfThere(path);
  const end = text.lastIndexOf('\n');
  if (end < 0) return;
  for (const [at, line] of text.slice(0, end).split('\n').entries()) {
    yield lineOf(line, `${path}:${at + 1}`);
  }
}

function lineOf(text: string, where: string): Line {
  try {
    return JSON.parse(text) as Line;
  } catch (cause) {
    throw new PmSimError('state/corrupt', `${where} is not a line that pm-sim wrote.`, {
      hint: 'Delete the file to have the streams read again from their start, or start with --fresh.',
      cause,
    });
  }
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return '';
    throw error;
  }
}

/** Replaces the file in one step, so that a kill leaves the old one or the new one. */
function rewrite(path: string, lines: ReadonlyMap<string, Line>): void {
  const text = [...lines.values()].map((line) => `${JSON.stringify(line)}\n`).join('');
  writeFileSync(`${path}.new`, text);
  renameSync(`${path}.new`, path);
}
