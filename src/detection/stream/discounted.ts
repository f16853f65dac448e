/** Mean and standard deviation in which older values count less. Plain data. */
export interface Discounted {
  /** Share by which the weight of what was seen falls with each value. */
  readonly discount: number;
  weight: number;
  sum: number;
  squares: number;
  count: number;
}

export function createDiscounted(discount: number): Discounted {
  return { discount, weight: 0, sum: 0, squares: 0, count: 0 };
}

/** The first values weigh nearly alike, until there are enough of them to forget. */
export function addDiscounted(state: Discounted, value: number): void {
  const kept = state.discount === 0 ? 1 : Math.min(1 - state.discount, 1 - 1 / (state.count + 2));
  state.sum = state.sum * kept + value;
  state.squares = state.squares * kept + value * value;
  state.weight = state.weight * kept + 1;
  state.count += 1;
}

export function meanOf(state: Discounted): number {
  return state.weight > 0 ? state.sum / state.weight : 0;
}

export function deviationOf(state: Discounted): number {
  if (state.weight <= 0) return 0;
  const mean = state.sum / state.weight;
  return Math.sqrt(Math.max(state.squares / state.weight - mean * mean, 0));
}
