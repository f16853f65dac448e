/** Sweeps over all pairs; a small symmetric matrix is diagonal to rounding after six or seven. */
const SWEEPS_MAX = 16;
const OFF_DIAGONAL_MAX = 1e-18;

/**
 * Eigenvalues, largest first, and unit eigenvectors of a symmetric matrix by cyclic Jacobi rotations
 * (Golub and Van Loan, "Matrix computations", 8.5). The matrix is used up.
 */
export function eigenvectors(matrix: number[][]): { values: number[]; vectors: number[][] } {
  const n = matrix.length;
  const basis = matrix.map((_, i) => matrix.map((__, j) => (i === j ? 1 : 0)));
  for (let sweep = 0; sweep < SWEEPS_MAX && offDiagonal(matrix) > OFF_DIAGONAL_MAX; sweep += 1) {
    for (let p = 0; p < n; p += 1) {
      for (let q = p + 1; q < n; q += 1) rotate(matrix, basis, [p, q]);
    }
  }
  const order = matrix.map((_, k) => k).toSorted((a, b) => cell(matrix, b, b) - cell(matrix, a, a));
  return {
    values: order.map((k) => cell(matrix, k, k)),
    vectors: order.map((k) => basis.map((row) => row[k] as number)),
  };
}

function rotate(a: number[][], basis: number[][], [p, q]: readonly [number, number]): void {
  const off = cell(a, p, q);
  if (off === 0) return;
  const theta = (cell(a, q, q) - cell(a, p, p)) / (2 * off);
  const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const c = 1 / Math.sqrt(t * t + 1);
  const s = t * c;
  for (const row of a) turn(row, [p, q], [c, s]);
  const rowP = a[p] as number[];
  const rowQ = a[q] as number[];
  rowP.forEach((x, k) => {
    const y = rowQ[k] as number;
    rowP[k] = c * x - s * y;
    rowQ[k] = s * x + c * y;
  });
  for (const row of basis) turn(row, [p, q], [c, s]);
}

function turn(
  row: number[],
  [p, q]: readonly [number, number],
  [c, s]: readonly [number, number],
): void {
  const x = row[p] as number;
  const y = row[q] as number;
  row[p] = c * x - s * y;
  row[q] = s * x + c * y;
}

function offDiagonal(a: readonly (readonly number[])[]): number {
  let sum = 0;
  a.forEach((row, i) => {
    row.forEach((value, j) => {
      if (i !== j) sum += value * value;
    });
  });
  return sum;
}

function cell(a: readonly (readonly number[])[], i: number, j: number): number {
  return (a[i] as readonly number[])[j] as number;
}
