/** Scores of one device in order of time, with what was true at each. */
export interface ScoreTrack {
  readonly scores: ArrayLike<number>;
  /** First and last row of each stretch to be found; disjoint and in order. */
  readonly windows: readonly (readonly [first: number, last: number])[];
}

/** Places of scores, highest first, over all tracks one after the other. */
export function ranked(tracks: readonly ScoreTrack[]): {
  readonly scores: Float64Array;
  readonly order: Uint32Array;
} {
  const count = tracks.reduce((sum, track) => sum + track.scores.length, 0);
  const scores = new Float64Array(count);
  let at = 0;
  for (const track of tracks) {
    scores.set(Float64Array.from(track.scores), at);
    at += track.scores.length;
  }
  const order = new Uint32Array(count).map((_, i) => i);
  order.sort((a, b) => (scores[b] as number) - (scores[a] as number) || a - b);
  return { scores, order };
}
