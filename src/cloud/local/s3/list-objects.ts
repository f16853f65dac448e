import { AwsFault, type ServiceRequest } from '../service.ts';
import type { BucketStore } from './bucket-store.ts';
import { s3Document, type XmlContent } from './xml.ts';

/** Entries of one answer at most, and when nothing is said (API reference, ListObjectsV2). */
const KEYS_MAX = 1_000;

/** ListObjectsV2: keys below a prefix, those up to a delimiter folded into common prefixes. */
export function listObjects(
  bucket: string,
  store: BucketStore,
  { query }: Pick<ServiceRequest, 'query'>,
): string {
  const params = new URLSearchParams(query);
  const prefix = params.get('prefix') ?? '';
  const delimiter = params.get('delimiter') ?? '';
  const after = tokenOf(params) ?? params.get('start-after') ?? '';
  const encode = encoderOf(params);
  const page = pageOf(store.keys(), { prefix, delimiter, after, limit: limitOf(params) });
  return s3Document('ListBucketResult', {
    Name: bucket,
    Prefix: encode(prefix),
    ...(delimiter === '' ? {} : { Delimiter: encode(delimiter) }),
    ...(params.has('encoding-type') ? { EncodingType: 'url' } : {}),
    MaxKeys: limitOf(params),
    KeyCount: page.keys.length + page.prefixes.length,
    IsTruncated: page.last !== undefined,
    NextContinuationToken: page.last === undefined ? undefined : toToken(page.last),
    Contents: page.keys.map((key) => entryOf(encode(key), store, key)),
    CommonPrefixes: page.prefixes.map((common): XmlContent => ({ Prefix: encode(common) })),
  });
}

interface PageOptions {
  readonly prefix: string;
  readonly delimiter: string;
  /** Key or common prefix after which the page begins. */
  readonly after: string;
  readonly limit: number;
}

interface Page {
  readonly keys: readonly string[];
  readonly prefixes: readonly string[];
  /** Where the next page goes on; undefined when there is none. */
  readonly last: string | undefined;
}

function pageOf(all: readonly string[], { prefix, delimiter, after, limit }: PageOptions): Page {
  const keys: string[] = [];
  const prefixes = new Set<string>();
  let last: string | undefined;
  for (const key of all) {
    if (!key.startsWith(prefix) || key <= after) continue;
    const cut = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
    const common = cut < 0 ? undefined : key.slice(0, cut + delimiter.length);
    if (common !== undefined && (prefixes.has(common) || after.startsWith(common))) continue;
    if (keys.length + prefixes.size >= limit) return { keys, prefixes: [...prefixes], last };
    if (common === undefined) keys.push(key);
    else prefixes.add(common);
    last = common ?? key;
  }
  return { keys, prefixes: [...prefixes], last: undefined };
}

function entryOf(shown: string, store: BucketStore, key: string): XmlContent {
  const object = store.get(key);
  return {
    Key: shown,
    LastModified: new Date(object?.lastModified ?? 0).toISOString(),
    ETag: `"${object?.etag ?? ''}"`,
    Size: object?.size ?? 0,
    StorageClass: 'STANDARD',
  };
}

function limitOf(params: URLSearchParams): number {
  const asked = params.get('max-keys');
  if (asked === null) return KEYS_MAX;
  const limit = Number(asked);
  if (!Number.isInteger(limit) || limit < 0) {
    throw new AwsFault(
      'InvalidArgument',
      'Provided max-keys not an integer or within integer range',
    );
  }
  return Math.min(limit, KEYS_MAX);
}

function toToken(key: string): string {
  return Buffer.from(key).toString('base64url');
}

function tokenOf(params: URLSearchParams): string | undefined {
  const token = params.get('continuation-token');
  return token === null ? undefined : Buffer.from(token, 'base64url').toString('utf8');
}

/** `encoding-type=url`: keys may hold what XML cannot. */
function encoderOf(params: URLSearchParams): (text: string) => string {
  if (params.get('encoding-type') !== 'url') return (text) => text;
  return (text) => encodeURIComponent(text).replaceAll('%2F', '/');
}
