import type { Random } from '../../src/runtime/random.ts';
import { hostileName, hostileNumber, hostileText, pick } from './hostile.ts';

/** How deep JSON is nested that is only there to be deep: as 128 KiB of it would be. */
const NESTED_MAX = 60_000;

export interface JsonShape {
  /** Messages as honest senders make them. */
  readonly seeds: readonly [unknown, ...unknown[]];
  /** Names that the part knows. */
  readonly names: readonly [string, ...string[]];
}

/** Text of JSON that is nearly right: an honest message, changed in a few places. */
export function jsonText(random: Random, shape: JsonShape): string {
  let value: unknown = pick(random, shape.seeds);
  for (let i = random.chance(0.5) ? 0 : random.int(4); i >= 0; i -= 1)
    value = mutated(random, value, shape);
  const text = JSON.stringify(value) ?? 'null';
  if (random.chance(0.02)) return nest(random, text);
  if (!random.chance(0.05)) return text;
  // What no JSON writer makes, but a sender may: a name twice, numbers beyond the range, trailing text.
  const name = JSON.stringify(pick(random, shape.names));
  return text.replace('{', `{${name}:${pick(random, ['1e999', '-1e999', '0', '""', '[]'])},`);
}

/** Brackets within brackets, in place of some value or around the whole. */
function nest(random: Random, text: string): string {
  const depth = pick(random, [2, 8, 60, 1_000, 4_000, NESTED_MAX]);
  const [open, close] = pick(random, [
    ['[', ']'],
    ['{"a":', '}'],
  ]);
  const places = [...text.matchAll(/:(?:\d[\d.]*|"[^"]*")(?=[,}])/gu)];
  const place = places[random.int(Math.max(1, places.length))];
  const [before, inner, after] =
    place === undefined || random.chance(0.2)
      ? ['', text, '']
      : [text.slice(0, place.index + 1), '1', text.slice(place.index + place[0].length)];
  return `${before}${open.repeat(depth)}${inner}${close.repeat(depth)}${after}`;
}

/** Goes down some way and changes what is there. */
function mutated(random: Random, value: unknown, shape: JsonShape): unknown {
  const isLeaf = typeof value !== 'object' || value === null;
  if (isLeaf || random.chance(0.1)) return random.chance(0.9) ? fresh(random, shape, 2) : value;
  if (Array.isArray(value)) return mutatedList(random, value as readonly unknown[], shape);
  const entries = Object.entries(value);
  const at = random.int(Math.max(1, entries.length));
  const [name, inner] = entries[at] ?? ['', undefined];
  const kind = random.int(6);
  if (kind === 0) entries.splice(at, 1);
  else if (kind === 1) entries.push([nameOf(random, shape), fresh(random, shape, 2)]);
  else if (kind === 2) entries[at] = [nameOf(random, shape), inner];
  else entries[at] = [name, mutated(random, inner, shape)];
  // Defines each name, whichever it is, as JSON.parse does.
  return Object.fromEntries(entries);
}

function mutatedList(random: Random, list: readonly unknown[], shape: JsonShape): unknown[] {
  const at = random.int(Math.max(1, list.length));
  const kind = random.int(4);
  if (kind === 0) return list.filter((_, i) => i !== at);
  if (kind === 1) return [...list, fresh(random, shape, 2)];
  if (kind === 2) return Array.from({ length: 1 + random.int(50) }, () => list[at]);
  return list.map((one, i) => (i === at ? mutated(random, one, shape) : one));
}

function nameOf(random: Random, { names }: JsonShape): string {
  return random.chance(0.6) ? pick(random, names) : hostileName(random);
}

function fresh(random: Random, shape: JsonShape, depth: number): unknown {
  switch (random.int(depth > 0 ? 8 : 6)) {
    case 0:
      return null;
    case 1:
      return random.chance(0.5);
    case 2:
      return hostileText(random);
    case 3:
      return nameOf(random, shape);
    case 6:
      return Array.from({ length: random.int(4) }, () => fresh(random, shape, depth - 1));
    case 7:
      return Object.fromEntries(
        Array.from({ length: random.int(random.chance(0.02) ? 2_000 : 4) }, (_, i) => [
          i > 4 ? `m${i}` : nameOf(random, shape),
          fresh(random, shape, depth - 1),
        ]),
      );
    default:
      return hostileNumber(random);
  }
}
