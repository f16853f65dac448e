/** A limit beyond which somebody is alarmed, as plain data: exactly one of `above` and `below`. */
export interface AlarmLimit {
  readonly metric: string;
  readonly above?: number | undefined;
  readonly below?: number | undefined;
}

export function isBeyond(value: number | undefined, { above, below }: AlarmLimit): boolean {
  if (value === undefined) return false;
  return (above !== undefined && value > above) || (below !== undefined && value < below);
}
