import type { Random } from '../../../runtime/random.ts';
import type { OrderRow } from './orders.ts';
import type { OrdersDirt } from './parameters.ts';

/**
 * Rows as feeds really bring them: dates in other styles, amounts as padded text, broken accents, rows
 * that come twice. Every row draws alike, so that one kind of dirt changes no other.
 */
export function* dirtied(
  rows: Iterable<OrderRow>,
  dirt: OrdersDirt,
  random: Random,
): Generator<OrderRow> {
  for (const row of rows) {
    const [date, dateStyle] = [random.next(), random.next()];
    const [money, moneyStyle] = [random.next(), random.next()];
    const [broken, duplicate] = [random.next(), random.next()];
    const dirty: OrderRow = {
      ...row,
      ...(date < dirt.mixedDates ? { order_date: otherDate(row.order_date, dateStyle) } : {}),
      ...(money < dirt.paddedCurrency ? paddedAmounts(row, moneyStyle) : {}),
      ...(broken < dirt.mojibake ? brokenAccents(row) : {}),
    };
    yield dirty;
    if (duplicate < dirt.duplicates) yield dirty;
  }
}

function pick<T>(choices: readonly [T, ...T[]], uniform: number): T {
  return choices[Math.floor(uniform * choices.length)] ?? choices[0];
}

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** The last style is one that nobody can read for sure: day or month first, and no seconds. */
function otherDate(iso: OrderRow['order_date'], uniform: number): string {
  const date = new Date(String(iso));
  const [day, time] = date.toISOString().slice(0, -1).split('T') as [string, string];
  const [year, month, dayOfMonth] = day.split('-') as [string, string, string];
  const hour = date.getUTCHours();
  const twelve = `${hour % 12 || 12}:${time.slice(3, 5)} ${hour < 12 ? 'AM' : 'PM'}`;
  return pick(
    [
      `${day} ${time}`,
      `${dayOfMonth}.${month}.${year} ${time}`,
      `${dayOfMonth} ${MONTHS[date.getUTCMonth()]} ${year} ${time}`,
      String(date.getTime()),
      `${Number(month)}/${Number(dayOfMonth)}/${year} ${twelve}`,
    ],
    uniform,
  );
}

function paddedAmounts(row: OrderRow, uniform: number): Partial<OrderRow> {
  const padded = (amount: OrderRow['unit_price']): string => {
    const plain = Number(amount).toFixed(2);
    const [whole = '', cents = ''] = plain.split('.');
    const grouped = (mark: string): string => whole.replaceAll(/\B(?=(\d{3})+$)/g, mark);
    return pick(
      [
        `$${grouped(',')}.${cents}`,
        ` ${plain} USD `,
        `USD  ${grouped(',')}.${cents}`,
        `${grouped('.')},${cents} $`,
      ],
      uniform,
    );
  };
  return { unit_price: padded(row.unit_price), total_amount: padded(row.total_amount) };
}

function brokenAccents(row: OrderRow): Partial<OrderRow> {
  return { product_category: mojibake(row.product_category), country: mojibake(row.country) };
}

/** UTF-8 that was read as Latin-1: `Café` becomes `CafÃ©`. */
function mojibake(text: OrderRow['country']): string {
  return Buffer.from(String(text), 'utf8').toString('latin1');
}
