/** A value as a sensor resolves it, in `parts` of a unit; `+ 0` turns a negative zero into zero. */
export function resolved(value: number, parts: number): number {
  return Math.round(value * parts) / parts + 0;
}

export function tenths(value: number): number {
  return resolved(value, 10);
}

export function hundredths(value: number): number {
  return resolved(value, 100);
}

export function thousandths(value: number): number {
  return resolved(value, 1_000);
}
