import { escapeXml } from '../service.ts';

/** Elements by name; a list repeats its name, undefined is left out. */
export interface XmlContent {
  readonly [name: string]: XmlValue;
}

type XmlValue = string | number | boolean | undefined | XmlContent | readonly XmlContent[];

const NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/';

/** A document of S3's REST API. */
export function s3Document(root: string, content: XmlContent): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="${NAMESPACE}">${elements(content)}</${root}>`;
}

function elements(content: XmlContent): string {
  return Object.entries(content)
    .map(([name, value]) => {
      if (value === undefined) return '';
      const each = Array.isArray(value) ? (value as readonly XmlContent[]) : [value as XmlContent];
      return each.map((one) => `<${name}>${inner(one)}</${name}>`).join('');
    })
    .join('');
}

function inner(value: unknown): string {
  return typeof value === 'object' && value !== null
    ? elements(value as XmlContent)
    : escapeXml(String(value));
}

/** Texts of every element of a name, in order: the few documents that S3 takes are flat. */
export function textsOf(xml: string, name: string): string[] {
  const pattern = new RegExp(`<${name}(?:\\s[^>]*)?>([^<]*)</${name}>`, 'gu');
  return [...xml.matchAll(pattern)].map(([, text = '']) => unescapeXml(text));
}

const ENTITIES: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  amp: '&',
  quot: '"',
  apos: "'",
};

function unescapeXml(text: string): string {
  return text.replaceAll(/&(#x[\da-f]+|#\d+|\w+);/giu, (whole, entity: string) => {
    if (!entity.startsWith('#')) return ENTITIES[entity] ?? whole;
    const hex = entity[1] === 'x' || entity[1] === 'X';
    const code = Number.parseInt(entity.slice(hex ? 2 : 1), hex ? 16 : 10);
    return code <= 0x10_ff_ff ? String.fromCodePoint(code) : whole;
  });
}
