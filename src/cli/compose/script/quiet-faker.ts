/** How faker begins what it says of methods that a later version renames. */
const FAKER = '[@faker-js/faker]';

/**
 * Faker writes a line for every call of a method that a later version renames: a script that uses them
 * would fill the terminal. Until disposed each is told once.
 */
export function quietFaker(out: Pick<Console, 'warn'>): Disposable {
  const { console } = globalThis;
  const told = new Set<string>();
  const before = console.warn.bind(console);
  console.warn = (...given: unknown[]): void => {
    const text = String(given[0]);
    if (!text.startsWith(FAKER)) return before(...given);
    if (told.has(text)) return;
    told.add(text);
    out.warn(text);
  };
  return {
    [Symbol.dispose]() {
      console.warn = before;
    },
  };
}
