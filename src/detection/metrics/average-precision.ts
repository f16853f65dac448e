import { ranked, type ScoreTrack } from './score-track.ts';

/**
 * Area under the precision-recall curve as average precision, Σ (Rₙ − Rₙ₋₁) Pₙ over the distinct scores
 * (Manning, Raghavan and Schütze, "Introduction to information retrieval", 2008, 8.4); every reading
 * counts alike. Null without a reading to be found.
 */
export function averagePrecision(tracks: readonly ScoreTrack[]): number | null {
  const { scores, order } = ranked(tracks);
  const wanted = wantedRows(tracks, scores.length);
  const positives = wanted.reduce((sum, flag) => sum + flag, 0);
  if (positives === 0) return null;
  let area = 0;
  let found = 0;
  let before = 0;
  for (let i = 0; i < order.length; i += 1) {
    const row = order[i] as number;
    found += wanted[row] as number;
    const next = order[i + 1];
    if (next !== undefined && scores[next] === scores[row]) continue;
    area += ((found - before) / positives) * (found / (i + 1));
    before = found;
  }
  return area;
}

function wantedRows(tracks: readonly ScoreTrack[], count: number): Uint8Array {
  const wanted = new Uint8Array(count);
  let at = 0;
  for (const { scores, windows } of tracks) {
    for (const [first, last] of windows) wanted.fill(1, at + first, at + last + 1);
    at += scores.length;
  }
  return wanted;
}
