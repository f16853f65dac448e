import type { PolicySubject } from './policy.ts';
import { valueOf } from './policy-values.ts';

/** Never matches: a statement whose variable has no value applies to nothing. */
const NOTHING = /(?!)/u;

/**
 * `*` stands for any characters and `?` for one; `+` and `#` are themselves (developer guide,
 * pub-sub-policy). A variable's value is taken literally, so a client id of `*` opens nothing.
 */
export function patternOf(text: string, subject: PolicySubject, flags: string): RegExp {
  let source = '';
  for (const part of text.split(/(\$\{[^}]*\}|[*?])/u)) {
    const replaced = partPattern(part, subject);
    if (replaced === undefined) return NOTHING;
    source += replaced;
  }
  return new RegExp(`^${source}$`, `su${flags}`);
}

function partPattern(part: string, subject: PolicySubject): string | undefined {
  if (part === '*') return '.*';
  if (part === '?') return '.';
  if (!part.startsWith('${')) return literal(part);
  const value = valueOf(part.slice(2, -1), subject);
  return value === undefined ? undefined : literal(value);
}

/** The text as an expression that matches it and nothing else. */
export function literal(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/gu, String.raw`\$&`);
}
