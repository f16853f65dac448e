import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A place in the sources that throws, as far as the text tells. */
export interface ErrorSite {
  readonly file: string;
  /** `area/what`; for one that is put together, the expression. */
  readonly code: string;
  readonly kind: 'user' | 'connection' | 'system';
  /** As written, `…` where something is filled in. */
  readonly message: string;
}

const BEGIN = /new PmSimError\(/gu;

/** Every `new PmSimError(…)` under src/, in the order of files and lines. */
export function errorSites(): readonly ErrorSite[] {
  const files = readdirSync('src', { encoding: 'utf8', recursive: true })
    .filter((name) => /\.tsx?$/u.test(name))
    .map((name) => join('src', name))
    .toSorted();
  return files.flatMap((file) => sitesIn(file.replaceAll('\\', '/'), readFileSync(file, 'utf8')));
}

function sitesIn(file: string, text: string): ErrorSite[] {
  return [...text.matchAll(BEGIN)].map(({ index, 0: begin }) => {
    const [code = '', message = '', ...options] = argumentsAt(text, index + begin.length);
    const [, kind = 'user'] = /kind: '(\w+)'/u.exec(options.join(',')) ?? [];
    return { file, code: unquoted(code), kind: kind as ErrorSite['kind'], message: shown(message) };
  });
}

/** The arguments of a call, split at commas that stand in no bracket and no quotes. */
function argumentsAt(text: string, from: number): string[] {
  const found: string[] = [];
  let current = '';
  let depth = 0;
  let quote = '';
  for (let at = from; at < text.length; at++) {
    const letter = text.charAt(at);
    if (quote !== '') {
      if (letter === '\\') current += text.charAt(at++);
      else if (letter === quote) quote = '';
    } else if (`'"\``.includes(letter)) quote = letter;
    else if ('([{'.includes(letter)) depth++;
    else if (')]}'.includes(letter)) depth--;
    if (depth < 0) break;
    if (letter === ',' && depth === 0 && quote === '') {
      found.push(current.trim());
      current = '';
    } else current += text.charAt(at);
  }
  return [...found, current.trim()];
}

function unquoted(text: string): string {
  return text.replace(/^'(.*)'$/su, '$1').replaceAll(/\s+/gu, ' ');
}

function shown(text: string): string {
  return text
    .replaceAll(/\$\{[^}]*\}+/gu, '…')
    .replaceAll(/(^|\s)['`]|['`](\s|$)|\s*\+\s*/gu, ' ')
    .replaceAll(/\s+/gu, ' ')
    .trim();
}
