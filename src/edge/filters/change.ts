/** Most samples that are remembered; with more of them in the time, the oldest are thinned out. */
const SAMPLES_MAX = 1_024;

/**
 * How far a value has moved within the last `withinMs` of source time: from the oldest value that is
 * still that young, once the time has been covered by half.
 * @returns undefined while too little is known
 */
export function createChange(withinMs: number): (ts: number, value: number) => number | undefined {
  let samples: { readonly ts: number; readonly value: number }[] = [];
  const gapMs = withinMs / SAMPLES_MAX;
  return (ts, value) => {
    const newest = samples.at(-1);
    // A clock that was set back says nothing about how fast anything moved.
    if (newest !== undefined && ts < newest.ts) samples = [];
    let old = 0;
    while ((samples[old]?.ts ?? Infinity) < ts - withinMs) old += 1;
    if (old > 0) samples = samples.slice(old);
    if (newest === undefined || ts - newest.ts >= gapMs) samples.push({ ts, value });
    const oldest = samples[0];
    if (oldest === undefined || ts - oldest.ts < withinMs / 2) return undefined;
    return value - oldest.value;
  };
}
