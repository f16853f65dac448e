/** What active events do to a storefront at an instant; on a plain day all are at rest. */
export interface CommerceEffects {
  /** Further orders, times the usual ones. */
  uplift: number;
  /** Added to every discount, share of the price. */
  discount: number;
  /** Share of the payments that are declined beyond the usual. */
  declined: number;
  /** Visits by machines, times the usual visits. */
  bots: number;
  /** Whether the feed holds back what it has. */
  held: boolean;
}

export function plainDay(): CommerceEffects {
  return { uplift: 0, discount: 0, declined: 0, bots: 0, held: false };
}
