import { openSnapshot, refusal, sealSnapshot, type SnapshotKind } from './envelope.ts';

/** Snapshot of plain data: numbers keep every bit in JSON, except infinities, NaN and -0. */
export function sealJson(kind: SnapshotKind, state: unknown): Uint8Array {
  return sealSnapshot(kind, new TextEncoder().encode(JSON.stringify(state)));
}

/** @throws PmSimError `detection/snapshot` */
export function openJson(kind: SnapshotKind, bytes: Uint8Array): unknown {
  const text = new TextDecoder().decode(openSnapshot(kind, bytes));
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw refusal(kind, 'its content is not JSON');
  }
}
