import { PmSimError } from '../../runtime/errors.ts';
import type { Reading } from '../../telemetry/reading.ts';

/** The error for a metric that has no column in a format that fixes them. */
export function unknownMetric(values: Reading['metrics'], columns: readonly string[]): PmSimError {
  const known = new Set(columns);
  const strange = Object.keys(values).filter((name) => !known.has(name));
  return new PmSimError('dataset/columns', `No column for the metric ${strange.join(', ')}.`, {
    kind: 'system',
    hint: 'NDJSON takes any metric: --format ndjson.',
  });
}
