import { createByteReader } from '../snapshot/byte-reader.ts';
import { createByteWriter } from '../snapshot/byte-writer.ts';
import { openSnapshot, sealSnapshot, type SnapshotKind } from '../snapshot/envelope.ts';
import {
  createStreamDetector,
  restoreStreamDetector,
  type Decision,
  type StreamDetector,
  type StreamDetectorOptions,
} from './stream-detector.ts';

export interface MultiScaleOptions extends Omit<StreamDetectorOptions, 'shingleSize'> {
  /** One detector each; default 8 for the shape of a signal and 1 for its level. */
  readonly shingleSizes?: readonly number[];
}

const SNAPSHOT: SnapshotKind = { code: 4, name: 'multi-scale detector', version: 1 };
const SHINGLE_SIZES = [8, 1];

/**
 * Several shingle sizes over one stream: a long shingle sees breaks of the pattern that no single value
 * shows, a short one sees a level at once. The decision is that of the surest.
 * @throws PmSimError `detection/option`
 */
export function createMultiScaleDetector(options: MultiScaleOptions): StreamDetector {
  const { shingleSizes = SHINGLE_SIZES, ...common } = options;
  return together(
    shingleSizes.map((shingleSize) => createStreamDetector({ ...common, shingleSize })),
  );
}

/** @throws PmSimError `detection/snapshot` */
export function restoreMultiScaleDetector(bytes: Uint8Array): StreamDetector {
  const reader = createByteReader(openSnapshot(SNAPSHOT, bytes));
  const count = reader.u8();
  return together(Array.from({ length: count }, () => restoreStreamDetector(reader.bytes())));
}

function together(detectors: readonly StreamDetector[]): StreamDetector {
  return {
    observe(observation) {
      const decisions = detectors.map((detector) => detector.observe(observation));
      return decisions.reduce((best, decision) => (surer(decision, best) ? decision : best));
    },
    snapshot() {
      const writer = createByteWriter();
      writer.u8(detectors.length);
      for (const detector of detectors) writer.bytes(detector.snapshot());
      return sealSnapshot(SNAPSHOT, writer.finish());
    },
  };
}

/** By grade, and between equals by how far the score is above its threshold. */
function surer(a: Decision, b: Decision): boolean {
  return a.grade !== b.grade ? a.grade > b.grade : a.score / a.threshold > b.score / b.threshold;
}
