import fc from 'fast-check';

/** Of all kinds: as sensors round them, whole, large, small, and any. */
export const value = fc.oneof(
  fc
    .tuple(fc.integer(), fc.integer({ min: 0, max: 9 }))
    .map(([digits, decimals]) => digits / 10 ** decimals),
  fc.maxSafeInteger(),
  fc.double(),
  fc.constantFrom(0, -0, 1e15, -1e15, 1e21, 1e-6, 1e-7, 0.1 + 0.2, 1 / 3, 2 ** 31, 2 ** 53),
);

export const reading = fc.record(
  {
    device: fc.constantFrom('wt-001', 'wt-002'),
    site: fc.string({ unit: 'binary' }),
    type: fc.constantFrom('pump', 'a "b"'),
    serial: fc.constantFrom('S1', 'S2'),
    ts: fc.integer({ min: 0, max: 8.64e15 }),
    metrics: fc.dictionary(fc.string({ unit: 'grapheme' }), value, { noNullPrototype: true }),
    quality: fc.constantFrom('uncertain' as const, 'bad' as const),
  },
  { requiredKeys: ['device', 'site', 'type', 'serial', 'ts', 'metrics'] },
);
