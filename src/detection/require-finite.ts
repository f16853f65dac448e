import { PmSimError } from '../runtime/errors.ts';

/** Refuses a point of another length than `dimensions`, or with a value that is not finite. */
export function requireFinite(point: ArrayLike<number>, dimensions: number): void {
  if (point.length !== dimensions) {
    throw new PmSimError(
      'detection/dimensions',
      `The observation has ${point.length} values; the detector was made for ${dimensions}.`,
      { hint: 'Pass as many values as the option `dimensions` says.' },
    );
  }
  for (let j = 0; j < dimensions; j += 1) {
    if (Number.isFinite(point[j])) continue;
    throw new PmSimError(
      'detection/value',
      `Value ${j} of the observation is ${String(point[j])}; expected a finite number.`,
      { hint: 'Impute or drop missing values before, or use a monitor, which does.' },
    );
  }
}
