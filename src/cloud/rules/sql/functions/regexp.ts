import { toText, type Value } from '../value.ts';
import type { Apply, ArgumentFault, FunctionTable, LiteralArgument } from './definition.ts';

/**
 * Regular expressions (developer guide, "Functions"). AWS runs Java's; these are JavaScript's in
 * Unicode mode, which refuses what it does not know (possessive quantifiers, inline flags, \Q…\E)
 * instead of reading it differently.
 */
export const REGEXP_FUNCTIONS: FunctionTable = {
  regexp_matches: withPattern(2, (text, pattern) => pattern.test(text)),
  regexp_replace: withPattern(3, replaceMatches),
  regexp_substr: withPattern(2, (text, pattern) => pattern.exec(text)?.[0]),
};

type ApplyPattern = (text: string, pattern: RegExp, rest: readonly Value[]) => Value;

function withPattern(args: number, apply: ApplyPattern): FunctionTable[string] {
  const bind = (): Apply => {
    let known: { readonly text: string; readonly pattern: RegExp | undefined } | undefined;
    return ([value, patternValue, ...rest]) => {
      const text = toText(value);
      const wanted = toText(patternValue);
      if (text === undefined || wanted === undefined) return undefined;
      if (known?.text !== wanted) known = { text: wanted, pattern: patternOf(wanted) };
      return known.pattern === undefined ? undefined : apply(text, known.pattern, rest);
    };
  };
  return { argsMin: args, argsMax: args, bind, check: checkPattern };
}

function checkPattern(literals: readonly LiteralArgument[]): ArgumentFault | undefined {
  const text = toText(literals[1]?.value);
  if (text === undefined || patternOf(text) !== undefined) return undefined;
  return {
    text: `"${text}" is not a regular expression that this engine reads.`,
    hint: 'Use the syntax that Java and JavaScript share.',
  };
}

function patternOf(text: string): RegExp | undefined {
  try {
    return new RegExp(text, 'u');
  } catch {
    return undefined;
  }
}

function replaceMatches(text: string, pattern: RegExp, rest: readonly Value[]): Value {
  const replacement = toText(rest[0]);
  if (replacement === undefined) return undefined;
  const groups = new RegExp(`${pattern.source}|`, 'u').exec('')?.length ?? 1;
  const parts = replacementParts(replacement, groups - 1);
  if (parts === undefined) return undefined;
  const everywhere = new RegExp(pattern.source, 'gu');
  return text.replace(everywhere, (...match: unknown[]) =>
    parts.map((part) => (typeof part === 'string' ? part : textOfGroup(match[part]))).join(''),
  );
}

function textOfGroup(group: unknown): string {
  return typeof group === 'string' ? group : '';
}

/**
 * Java's replacement string: `$n` is a group, a backslash takes the next character as it is
 * (java.util.regex.Matcher). Numbers in the result are groups; anything else wrong is Undefined.
 */
function replacementParts(text: string, groups: number): readonly (string | number)[] | undefined {
  const parts: (string | number)[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character !== '$' && character !== '\\') {
      parts.push(character);
      continue;
    }
    at += 1;
    const following = text.charAt(at);
    if (following === '') return undefined;
    if (character === '\\') parts.push(following);
    else if (/\d/.test(following) && Number(following) <= groups) parts.push(Number(following));
    else return undefined;
  }
  return parts;
}
