/** A value as a sensor resolves it, in `parts` of a unit; `+ 0` turns a negative zero into zero. */
export function resolved(value: number, parts: number): number {
  return Math.round(value * parts) / parts + 0;
}

// Written out, because these run thirty times a reading: a call within a call costs a tenth of it.

export function tenths(value: number): number {
  return Math.round(value * 10) / 10 + 0;
}

export function hundredths(value: number): number {
  return Math.round(value * 100) / 100 + 0;
}

export function thousandths(value: number): number {
  return Math.round(value * 1_000) / 1_000 + 0;
}
