import { PRICES } from '../cloud/stack/prices.ts';

/** What a message costs. An input of every figure in money: a list price, and when it was read. */
export interface MessagePrice {
  readonly usdPerMillion: number;
  /** A message is metered in steps of this size, bytes. */
  readonly meterBytes: number;
  readonly source: string;
}

/** AWS IoT Core messaging, first billion messages a month, US East (N. Virginia), USD. */
export const AWS_IOT_CORE_2024: MessagePrice = {
  usdPerMillion: PRICES['iot-message'].usd,
  meterBytes: 5_000,
  source: 'AWS IoT Core list price, us-east-1, 2024',
};

/** The list price, or the one that is given. */
export function messagePrice(usdPerMillion: number | undefined): MessagePrice {
  if (usdPerMillion === undefined) return AWS_IOT_CORE_2024;
  return { ...AWS_IOT_CORE_2024, usdPerMillion, source: 'as given' };
}

/** A month of mean length, ms. */
const MONTH_MS = (365.25 / 12) * 86_400_000;

export interface MonthlyRate {
  readonly messages: number;
  readonly bytes: number;
  readonly usd: number;
}

/** What so many messages within a time come to in a month; their mean size is metered. */
export function monthlyRate(
  count: { readonly messages: number; readonly bytes: number },
  spanMs: number,
  price: MessagePrice,
): MonthlyRate {
  const factor = spanMs > 0 ? MONTH_MS / spanMs : 0;
  const messages = count.messages * factor;
  const meanBytes = count.messages > 0 ? count.bytes / count.messages : 0;
  const metered = messages * Math.ceil(meanBytes / price.meterBytes);
  return { messages, bytes: count.bytes * factor, usd: (metered * price.usdPerMillion) / 1e6 };
}
