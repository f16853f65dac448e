const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');
/** `02.03.2026`, day first as dots are used, and `02 Mar 2026`; both with or without a time. */
const DAY_FIRST =
  /^(?<day>\d{1,2})[. -](?<month>\d{1,2}|[A-Za-z]{3})[a-z]*[. -](?<year>\d{4})(?:,? (?<time>\d{1,2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?))?$/u;

/**
 * Rewrites dates in the styles of shop exports as ISO 8601. What may mean two days, such as
 * `3/2/2026`, stays as it is, and so does everything else.
 */
export function tolerantDate(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  const { day, month, year, time } = DAY_FIRST.exec(value.trim())?.groups ?? {};
  if (day === undefined || month === undefined || year === undefined) return value;
  const named = MONTHS.indexOf(month.toLowerCase()) + 1;
  const number = named > 0 ? named : Number(month);
  if (Number.isNaN(number)) return value;
  const date = `${year}-${String(number).padStart(2, '0')}-${day.padStart(2, '0')}`;
  return time === undefined ? date : `${date} ${time.padStart(5, '0')}`;
}

/** Signs and names of currencies, and the blanks around them. */
const CURRENCY = /^(?:[A-Z]{3}|\p{Sc})?\s*(?<amount>-?[\d.,]+)\s*(?:[A-Z]{3}|\p{Sc})?$/u;
const POINT = /^-?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?$/u;
/** A comma before exactly two digits can only be a decimal one. */
const COMMA = /^-?(?:\d+|\d{1,3}(?:\.\d{3})+),\d{2}$/u;

/** Strips an amount of its currency and its thousands marks; anything else stays as it is. */
export function tolerantAmount(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  const amount = CURRENCY.exec(value.trim())?.groups?.['amount'];
  if (amount === undefined) return value;
  if (POINT.test(amount)) return amount.replaceAll(',', '');
  return COMMA.test(amount) ? amount.replaceAll('.', '').replace(',', '.') : value;
}
