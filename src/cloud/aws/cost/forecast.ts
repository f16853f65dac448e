import type { PriceName, Prices } from '../../stack/prices.ts';
import { monthlyUsage, type UsageInput } from './usage.ts';

interface CostItem {
  readonly price: PriceName;
  readonly service: string;
  readonly quantity: number;
  readonly unit: string;
  readonly usd: number;
}

export interface Forecast {
  readonly items: readonly CostItem[];
  readonly usd: number;
}

export interface ForecastInput extends Omit<UsageInput, 'alarms'> {
  readonly prices: Prices;
}

/** What the pipeline costs in a month; items that nothing is used of are left out. */
export function forecast({ prices, ...input }: ForecastInput): Forecast {
  const alarms = input.stack.alarms.length;
  const usage = Object.entries(monthlyUsage({ ...input, alarms })) as [PriceName, number][];
  const items = usage
    .filter(([, quantity]) => quantity > 0)
    .map(([name, quantity]) => {
      const { service, unit, usd, per } = prices[name];
      return { price: name, service, quantity, unit, usd: (quantity / per) * usd };
    });
  return { items, usd: items.reduce((sum, { usd }) => sum + usd, 0) };
}
