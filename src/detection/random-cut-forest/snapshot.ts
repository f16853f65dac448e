import { createByteReader, type ByteReader } from '../snapshot/byte-reader.ts';
import { createByteWriter, type ByteWriter } from '../snapshot/byte-writer.ts';
import { openSnapshot, refusal, sealSnapshot, type SnapshotKind } from '../snapshot/envelope.ts';
import { createForestState, type ForestState } from './forest-state.ts';
import type { ForestSettings } from './forest-options.ts';
import { addRestoredPoint, compact, retainPoint, type PointStore } from './point-store.ts';
import { readTree, writeTree } from './tree-snapshot.ts';

const FOREST_SNAPSHOT: SnapshotKind = { code: 1, name: 'random cut forest', version: 1 };

/**
 * Everything that later scores depend on. What follows from it is left out: boxes and their ranges
 * (from the points), multiplicities and reference counts (from the samples), identifiers (any will
 * do). Values of shared shingles are written once.
 */
export function writeForest(state: ForestState): Uint8Array {
  compact(state.points);
  const writer = createByteWriter();
  writeSettings(writer, state.settings);
  writer.f64(state.observed);
  for (const word of state.generator) writer.u32(word >>> 0);
  const ordinals = writePoints(writer, state.points);
  writeSamples(writer, state, ordinals);
  const places = new Uint16Array(state.points.locations.length);
  for (let tree = 0; tree < state.trees.treeCount; tree += 1) {
    writeTree(writer, { trees: state.trees, samplers: state.samplers, tree, scratch: places });
  }
  return sealSnapshot(FOREST_SNAPSHOT, writer.finish());
}

/** @throws PmSimError `detection/snapshot` */
export function readForest(bytes: Uint8Array): ForestState {
  const reader = createByteReader(openSnapshot(FOREST_SNAPSHOT, bytes));
  try {
    const state = createForestState(readSettings(reader));
    state.observed = reader.f64();
    for (let word = 0; word < 4; word += 1) state.generator[word] = reader.u32();
    const pointCount = readPoints(reader, state.points);
    readSamples(reader, state, pointCount);
    const copies = new Uint16Array(pointCount);
    for (let tree = 0; tree < state.trees.treeCount; tree += 1) {
      readTree(reader, { trees: state.trees, samplers: state.samplers, tree, scratch: copies });
    }
    if (reader.left() > 0) throw new RangeError('The content goes on behind its end.');
    return state;
  } catch (error) {
    if (error instanceof RangeError) throw refusal(FOREST_SNAPSHOT, error.message.toLowerCase());
    throw error;
  }
}

function writeSettings(writer: ByteWriter, settings: ForestSettings): void {
  writer.text(JSON.stringify(settings));
}

function readSettings(reader: ByteReader): ForestSettings {
  return JSON.parse(reader.text()) as ForestSettings;
}

/** The run of values and the offsets of the live points in it; returns each point's ordinal. */
function writePoints(writer: ByteWriter, points: PointStore): Int32Array {
  writer.u32(points.end);
  writer.f32s(points.values.subarray(0, points.end));
  const live = [...points.references.keys()].filter((p) => (points.references[p] as number) > 0);
  live.sort((a, b) => (points.locations[a] as number) - (points.locations[b] as number));
  const ordinals = new Int32Array(points.locations.length);
  writer.u32(live.length);
  let before = 0;
  live.forEach((point, ordinal) => {
    ordinals[point] = ordinal;
    const location = points.locations[point] as number;
    writer.u32(location - before);
    before = location;
  });
  return ordinals;
}

function readPoints(reader: ByteReader, points: PointStore): number {
  const end = reader.u32();
  if (end * 4 > reader.left()) throw new RangeError('The values end early.');
  if (end > points.values.length) points.values = new Float32Array(end + points.dimensions);
  reader.f32s(points.values, end);
  points.end = end;
  const count = reader.u32();
  let location = 0;
  for (let k = 0; k < count; k += 1) {
    location += reader.u32();
    if (location + points.dimensions > end)
      throw new RangeError('A point lies outside the values.');
    addRestoredPoint(points, location);
  }
  return count;
}

function writeSamples(writer: ByteWriter, state: ForestState, ordinals: Int32Array): void {
  const { samplers } = state;
  writer.f64(samplers.seen);
  writer.f64(samplers.origin);
  for (let tree = 0; tree < samplers.treeCount; tree += 1) {
    const size = samplers.sizes[tree] as number;
    writer.u16(size);
    writer.f64(samplers.nextAccepted[tree] as number);
    const first = tree * samplers.sampleSize;
    writer.f32s(samplers.keys.subarray(first, first + size));
    for (let k = first; k < first + size; k += 1) {
      writer.u32(ordinals[samplers.points[k] as number] as number);
    }
  }
}

function readSamples(reader: ByteReader, state: ForestState, pointCount: number): void {
  const { samplers, points } = state;
  samplers.seen = reader.f64();
  samplers.origin = reader.f64();
  for (let tree = 0; tree < samplers.treeCount; tree += 1) {
    const size = reader.u16();
    if (size > samplers.sampleSize)
      throw new RangeError('A sample is larger than the sample size.');
    samplers.sizes[tree] = size;
    samplers.nextAccepted[tree] = reader.f64();
    const first = tree * samplers.sampleSize;
    reader.f32s(samplers.keys.subarray(first, first + size), size);
    for (let k = first; k < first + size; k += 1) {
      const point = reader.u32();
      if (point >= pointCount) throw new RangeError('A sample names an unknown point.');
      samplers.points[k] = point;
      retainPoint(points, point);
    }
  }
}
