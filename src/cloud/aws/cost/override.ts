import { PmSimError } from '../../../runtime/errors.ts';
import { didYouMean } from '../../../runtime/near-match.ts';
import type { Prices } from '../../stack/prices.ts';
import type { Assumptions } from './assumptions.ts';

/**
 * The prices with those that are given as `name=usd` in place of the list's.
 * @throws PmSimError `cost/unknown-name`, `cost/not-a-number`
 */
export function overridePrices(prices: Prices, assignments: readonly string[]): Prices {
  const given = numbersOf('price', Object.keys(prices), assignments);
  const entries = Object.entries(prices).map(([name, price]) => {
    const usd = given.get(name);
    return [name, usd === undefined ? price : { ...price, usd }] as const;
  });
  return { ...prices, ...Object.fromEntries(entries) };
}

/** Likewise for what is assumed. @throws as above */
export function overrideAssumptions(
  assumptions: Assumptions,
  assignments: readonly string[],
): Assumptions {
  const given = numbersOf('assumption', Object.keys(assumptions), assignments);
  return { ...assumptions, ...Object.fromEntries(given) };
}

function numbersOf(
  kind: string,
  names: readonly string[],
  assignments: readonly string[],
): ReadonlyMap<string, number> {
  return new Map(assignments.map((assignment) => numberOf(kind, names, assignment)));
}

function numberOf(
  kind: string,
  names: readonly string[],
  assignment: string,
): readonly [string, number] {
  const at = assignment.indexOf('=');
  const name = assignment.slice(0, at);
  const text = assignment.slice(at + 1).trim();
  if (!names.includes(name)) {
    throw new PmSimError(
      'cost/unknown-name',
      `There is no ${kind} "${name}".${didYouMean(name, names)}`,
      { hint: `There are: ${names.join(', ')}.` },
    );
  }
  const value = Number(text);
  if (text !== '' && Number.isFinite(value) && value >= 0) return [name, value];
  throw new PmSimError(
    'cost/not-a-number',
    `The ${kind} ${name}: expected a number from 0, got "${text}".`,
  );
}
