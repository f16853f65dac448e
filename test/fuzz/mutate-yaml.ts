import type { Random } from '../../src/runtime/random.ts';
import { hostileName, hostileNumber, hostileText, pick } from './hostile.ts';

/** What YAML can say and a file of ours should not. */
const SYNTAX = [
  '&a [*a]',
  '*a',
  '&a',
  '<<: *a',
  '!!binary x',
  '!!js/function "f"',
  '? [a, b]\n: c',
  '--- \n',
  '...\n',
  '%YAML 9.9\n',
  '|+\n  text\n',
  '{ }',
  '[ ]',
  '~',
  '.inf',
  '.nan',
  '0o17',
  '1_000',
  '2001-12-14t21:59:43.10-05:00',
  '"\\x00"',
  '\t',
  '- - - -',
] as const;

/** Aliases of aliases: nine levels of these are a billion entries. */
const BOMB = Array.from({ length: 9 }, (_, i) => `b${i}: &b${i} [${i === 0 ? 'x' : Array.from({ length: 9 }, () => `*b${i - 1}`).join(', ')}]`).join('\n'); // prettier-ignore

const WORD = /[\w.$'"\][-]+/gu;
const CHANGES_MAX = 3;

/** Text of YAML that is nearly right. */
export function mutateYaml(random: Random, text: string): string {
  let changed = text;
  for (let i = random.int(CHANGES_MAX); i >= 0; i -= 1) changed = change(random, changed);
  if (random.chance(0.002)) return `${changed}\n${BOMB}\n`;
  return random.chance(0.005) ? `${changed}\nx: ${'['.repeat(1 + random.int(5_000))}` : changed;
}

function change(random: Random, text: string): string {
  const lines = text.split('\n');
  const at = random.int(lines.length);
  const line = lines[at] ?? '';
  switch (random.int(8)) {
    case 0:
      return lines.toSpliced(at, 1).join('\n');
    case 1:
      return lines.toSpliced(at, 0, line).join('\n');
    case 2:
      return lines.with(at, ' '.repeat(random.int(8)) + line.trimStart()).join('\n');
    case 3:
      return lines.with(at, pick(random, lines as [string, ...string[]])).join('\n');
    default:
      return lines.with(at, replaceWord(random, line)).join('\n');
  }
}

function replaceWord(random: Random, line: string): string {
  const words = [...line.matchAll(WORD)];
  const word = words[random.int(Math.max(1, words.length))];
  if (word === undefined) return line + pick(random, SYNTAX);
  return line.slice(0, word.index) + other(random) + line.slice(word.index + word[0].length);
}

function other(random: Random): string {
  switch (random.int(5)) {
    case 0:
      return String(hostileNumber(random));
    case 1:
      return JSON.stringify(hostileText(random));
    case 2:
      return hostileName(random);
    case 3:
      return JSON.stringify([hostileText(random), hostileNumber(random)]);
    default:
      return pick(random, SYNTAX);
  }
}
