import * as fs from 'node:fs';
import { join } from 'node:path';
import type { Log } from '../../runtime/log.ts';
import { cutSegment, mendSegment } from './segment-file.ts';

export interface Segment {
  readonly path: string;
  /** Ordinal of its first entry, which is its name. */
  readonly first: number;
  bytes: number;
  newestAt: number;
}

export interface FoundSegments {
  /** Oldest first; no two of them have an entry in common. */
  readonly segments: Segment[];
  /** Above every ordinal that was ever given, as far as one can tell. */
  readonly next: number;
  readonly damaged: number;
}

const SEGMENT_NAME = /^(\d{16})\.seg(?:\.moved)?$/u;

export function segmentPath(dir: string, first: number): string {
  return join(dir, `${String(first).padStart(16, '0')}.seg`);
}

/**
 * Reads and mends every segment file of a folder. Files count by what stands in them: one that was
 * put under another's name takes its own place again, and one whose entries stand elsewhere too is set aside.
 */
export function openSegments(dir: string, log: Log): FoundSegments {
  const names = fs.readdirSync(dir).filter((name) => SEGMENT_NAME.test(name));
  const scans = names.map((name) => scanOf(join(dir, name), log));
  const damaged = scans.reduce((sum, scan) => sum + scan.damaged, 0);
  const named = names.map((name) => Number(name.slice(0, 16)));
  const { found, doubled } = apart(scans.filter(isFilled), log);
  const segments = putInPlace(dir, found);
  const next = Math.max(0, ...named, ...found.map((scan) => scan.extent.next));
  return { segments, next, damaged: damaged + doubled };
}

interface Scan extends ReturnType<typeof mendSegment> {
  readonly path: string;
}
type FilledScan = Scan & { readonly extent: NonNullable<Scan['extent']> };

function scanOf(path: string, log: Log): Scan {
  const scan = { path, ...mendSegment(path, log) };
  if (scan.extent === undefined) fs.rmSync(path);
  return scan;
}

function isFilled(scan: Scan): scan is FilledScan {
  return scan.extent !== undefined;
}

/** In order, without the entries that stand in an earlier file as well. */
function apart(scans: readonly FilledScan[], log: Log) {
  const found: FilledScan[] = [];
  let doubled = 0;
  let next = 0;
  const ordered = scans.toSorted((a, b) => a.extent.first - b.extent.first || b.extent.next - a.extent.next); // prettier-ignore
  for (const scan of ordered) {
    let own: Scan = scan;
    if (scan.extent.first < next) {
      doubled += Math.min(scan.extent.next, next) - scan.extent.first;
      cutSegment(scan.path, next, log);
      own = scanOf(scan.path, log);
    }
    if (!isFilled(own)) continue;
    found.push(own);
    next = own.extent.next;
  }
  return { found, doubled };
}

/** Two steps, because a file may have the name that another one needs; a crash between them does no harm. */
function putInPlace(dir: string, scans: readonly FilledScan[]): Segment[] {
  const wrong = scans.filter(({ path, extent }) => path !== segmentPath(dir, extent.first));
  for (const { path, extent } of wrong)
    fs.renameSync(path, `${segmentPath(dir, extent.first)}.moved`);
  for (const { extent } of wrong) {
    const path = segmentPath(dir, extent.first);
    fs.renameSync(`${path}.moved`, path);
  }
  return scans.map(({ extent, bytes, newestAt }) => {
    return { path: segmentPath(dir, extent.first), first: extent.first, bytes, newestAt };
  });
}
