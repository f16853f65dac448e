import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  lookup,
  placesOn,
  tabulate,
  valueAt,
} from '../../../src/simulator/signals/lookup-table.ts';

const SPAN = { from: -2, to: 30, points: 97 };
const sine = tabulate(SPAN, Math.sin);
const cosine = tabulate(SPAN, Math.cos);

it('finds by places, to the bit, what looking up finds, beyond the ends too', () => {
  const argument = fc.oneof(
    fc.double({ min: -10, max: 40, noNaN: true }),
    fc.constantFrom(-2, 30, 0, -0, Number.NaN, Infinity, -Infinity),
  );
  fc.assert(
    fc.property(fc.array(argument, { minLength: 1, maxLength: 20 }), (xs) => {
      const places = placesOn(sine, xs);
      for (const table of [sine, cosine]) {
        const found = xs.map((_, i) => valueAt(table, places, i));
        expect(found).toEqual(xs.map((x) => lookup(table, x)));
      }
    }),
  );
});
