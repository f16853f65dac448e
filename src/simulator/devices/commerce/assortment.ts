/** What is sold, paid with and through, and to whom: names, weights, prices. All engineering judgement. */
interface Choice {
  readonly name: string;
  readonly weight: number;
}

interface Category extends Choice {
  /** Median price of a unit, USD. */
  readonly priceUsd: number;
}

/** Accented names are wanted: dirty feeds break them first. */
export const CATEGORIES: readonly Category[] = [
  { name: 'Fashion', weight: 0.24, priceUsd: 35 },
  { name: 'Electronics', weight: 0.18, priceUsd: 89 },
  { name: 'Home & Décor', weight: 0.16, priceUsd: 29 },
  { name: 'Beauty', weight: 0.12, priceUsd: 18 },
  { name: 'Café & Kitchen', weight: 0.1, priceUsd: 22 },
  { name: 'Sports', weight: 0.1, priceUsd: 40 },
  { name: 'Toys', weight: 0.06, priceUsd: 20 },
  { name: 'Books', weight: 0.04, priceUsd: 14 },
];

export const PAYMENT_METHODS: readonly Choice[] = [
  { name: 'card', weight: 0.52 },
  { name: 'wallet', weight: 0.28 },
  { name: 'invoice', weight: 0.11 },
  { name: 'bank transfer', weight: 0.09 },
];

export const CHANNELS: readonly Choice[] = [
  { name: 'web', weight: 0.48 },
  { name: 'app', weight: 0.38 },
  { name: 'marketplace', weight: 0.14 },
];

export const COUNTRIES: readonly Choice[] = [
  { name: 'Deutschland', weight: 0.3 },
  { name: 'France', weight: 0.22 },
  { name: 'España', weight: 0.16 },
  { name: 'Italia', weight: 0.14 },
  { name: 'Österreich', weight: 0.1 },
  { name: 'Česko', weight: 0.08 },
];

/** The choice that a uniform number in [0, 1) falls on; weights add up to 1. */
export function choose<T extends Choice>(choices: readonly T[], uniform: number): T {
  let sum = 0;
  for (const choice of choices) {
    sum += choice.weight;
    if (uniform < sum) return choice;
  }
  return choices[choices.length - 1] as T;
}
