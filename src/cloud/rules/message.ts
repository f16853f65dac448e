import { isUtf8 } from 'node:buffer';
import type { Clock } from '../../runtime/clock.ts';
import type { Random } from '../../runtime/random.ts';
import type { Value } from './sql/value.ts';

/** Topics that address a rule by name: `$aws/rules/<rule>/<topic>` (guide, "Basic Ingest"). */
export const BASIC_INGEST_PREFIX = '$aws/rules/';

/** What a rule engine is told about a publish; the broker's message has these fields and more. */
export interface PublishedMessage {
  readonly topic: string;
  readonly payload: Uint8Array;
  /** Absent when the message did not come over MQTT. */
  readonly clientId?: string;
  /** Certificate id of the publisher. */
  readonly principal?: string;
}

/** Where time, chance and the account come from. */
export interface RuleSurroundings {
  readonly clock: Clock;
  readonly random: Random;
  /** 12 digits. */
  readonly accountId: string;
}

/** A message as statements and templates see it; parsed at most once, however many rules match. */
export interface RuleMessage {
  /** Without the basic-ingest prefix (developer guide, "Basic Ingest"). */
  readonly topic: string;
  readonly levels: readonly string[];
  readonly payload: Uint8Array;
  readonly clientId: string | undefined;
  readonly principal: string | undefined;
  readonly surroundings: RuleSurroundings;
  /** The same UUID at every call for one message. */
  traceId(): string;
  json(): ParsedPayload;
}

type ParsedPayload = { readonly isJson: true; readonly value: Value } | { readonly isJson: false };

const NOT_JSON: ParsedPayload = { isJson: false };

/** @param topic the topic that rules see, which for basic ingest is not the one published to. */
export function createRuleMessage(
  published: PublishedMessage,
  topic: string,
  surroundings: RuleSurroundings,
): RuleMessage {
  const { payload } = published;
  let parsed: ParsedPayload | undefined;
  let trace: string | undefined;
  return {
    topic,
    levels: topic.split('/'),
    payload,
    clientId: published.clientId,
    principal: published.principal,
    surroundings,
    traceId: () => (trace ??= randomUuid(surroundings.random)),
    json: () => (parsed ??= parsePayload(payload)),
  };
}

/** JSON is UTF-8 (RFC 8259 §8.1); whatever is not both is a binary payload. */
function parsePayload(payload: Uint8Array): ParsedPayload {
  if (!isUtf8(payload)) return NOT_JSON;
  try {
    return { isJson: true, value: JSON.parse(bufferOf(payload).toString('utf8')) as Value };
  } catch {
    return NOT_JSON;
  }
}

/** The same bytes as a Buffer, not copied. */
export function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** A version 4 UUID (RFC 9562 §5.4) from the given randomness. */
export function randomUuid(random: Random): string {
  const bytes = Buffer.alloc(16);
  for (let word = 0; word < 4; word += 1) bytes.writeUInt32BE(random.uint32(), word * 4);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x40, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join('-');
}
