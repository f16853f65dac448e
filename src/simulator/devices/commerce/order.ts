/** One paid order. */
export interface Order {
  /** Unique in the shop: storefront and number. */
  readonly id: string;
  readonly storefront: string;
  /** ms since the epoch. */
  readonly ts: number;
  readonly customer: string;
  /** When the customer's account began, ms since the epoch. */
  readonly customerSince: number;
  readonly category: string;
  readonly quantity: number;
  readonly unitPriceUsd: number;
  /** Share of the price. */
  readonly discount: number;
  readonly totalUsd: number;
  readonly payment: string;
  readonly channel: string;
  readonly country: string;
  /** Whether it will come back. */
  readonly returned: boolean;
  /** Whether the customer had ordered before. */
  readonly returning: boolean;
  /** `customer_value_score` of the customer just before this order. */
  readonly customerValue: number;
}
