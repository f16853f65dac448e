/** Damerau-free edit distance (Levenshtein 1966) with one row of memory. */
export function editDistance(a: string, b: string): number {
  const row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    let diagonal = row[0] as number;
    row[0] = i;
    for (let j = 1; j <= b.length; j += 1) {
      const above = row[j] as number;
      const change = a[i - 1] === b[j - 1] ? 0 : 1;
      row[j] = Math.min(above + 1, (row[j - 1] as number) + 1, diagonal + change);
      diagonal = above;
    }
  }
  return row[b.length] as number;
}

/** The candidates closest to what was typed, best first, at most `limit`; none if all are far off. */
export function nearMatches(typed: string, candidates: readonly string[], limit = 3): string[] {
  const wanted = typed.toLowerCase();
  return candidates
    .map((name) => ({ name, distance: distanceTo(wanted, name.toLowerCase()) }))
    .filter(({ name, distance }) => distance <= Math.max(2, Math.floor(name.length / 3)))
    .toSorted((a, b) => a.distance - b.distance || a.name.localeCompare(b.name))
    .slice(0, limit)
    .map(({ name }) => name);
}

/** ` Did you mean "x"?` or nothing: ready to append to a message. */
export function didYouMean(typed: string, candidates: readonly string[]): string {
  const near = nearMatches(typed, candidates);
  return near.length === 0 ? '' : ` Did you mean ${near.map((name) => `"${name}"`).join(' or ')}?`;
}

function distanceTo(typed: string, candidate: string): number {
  return typed !== '' && candidate.includes(typed) ? 1 : editDistance(typed, candidate);
}
