import { AwsFault } from '../service.ts';
import { invalidParameter, type QueryCall } from './query-protocol.ts';

/** A message attribute as publishers send it (API reference, MessageAttributeValue). */
export interface SnsAttribute {
  readonly dataType: string;
  /** Text, or base64 of binary values. */
  readonly value: string;
}

/** A message accepted for a topic. */
export interface SnsMessage {
  readonly messageId: string;
  readonly topicArn: string;
  readonly subject?: string | undefined;
  /** What protocols without a text of their own get. */
  readonly text: string;
  /** Texts by protocol, from MessageStructure `json`. */
  readonly texts: Readonly<Record<string, string>>;
  readonly attributes: Readonly<Record<string, SnsAttribute>>;
  /** ms since the epoch. */
  readonly publishedAt: number;
}

/** The parts of a publish that the caller states. */
export type SnsDraft = Pick<SnsMessage, 'subject' | 'text' | 'texts' | 'attributes'>;

/** API reference, Publish: Message with its attributes, and Subject. */
const MESSAGE_BYTES_MAX = 256 * 1024;
const SUBJECT_CHARACTERS_MAX = 100;

/** Reads Publish's parameters, or those of one entry of PublishBatch. */
export function parseDraft(call: QueryCall): SnsDraft {
  const text = call.required('Message');
  const subject = call.text('Subject');
  const attributes = parseAttributes(call);
  assertSize(text, attributes);
  if (subject !== undefined) assertSubject(subject);
  const structure = call.text('MessageStructure');
  if (structure === undefined) return { subject, text, texts: {}, attributes };
  if (structure !== 'json') throw invalidParameter('MessageStructure must be json');
  const texts = parseTexts(text);
  return { subject, text: texts['default'] ?? '', texts, attributes };
}

/** The message's text for a protocol. */
export function textFor(message: SnsMessage, protocol: string): string {
  return message.texts[protocol] ?? message.text;
}

function parseAttributes(call: QueryCall): Record<string, SnsAttribute> {
  const attributes: Record<string, SnsAttribute> = {};
  for (const entry of call.groups('MessageAttributes.entry')) {
    const value = entry.text('Value.StringValue') ?? entry.text('Value.BinaryValue');
    const name = entry.required('Name');
    if (value === undefined || value === '') {
      throw invalidParameter(`The message attribute ${name} must have a value`);
    }
    const dataType = entry.required('Value.DataType');
    assertAttribute(name, dataType, value);
    attributes[name] = { dataType, value };
  }
  return attributes;
}

/** Developer guide, "Amazon SNS message attributes", data types and validation. */
function assertAttribute(name: string, dataType: string, value: string): void {
  if (!/^(String|Number|Binary)(\.|$)/u.test(dataType)) {
    throw invalidValue(`The message attribute '${name}' has an invalid type ${dataType}`);
  }
  if (/^Number(\.|$)/u.test(dataType) && !Number.isFinite(Number(value))) {
    throw invalidValue(`The message attribute '${name}' of type Number must be a number`);
  }
}

function invalidValue(text: string): AwsFault {
  return new AwsFault('ParameterValueInvalid', text);
}

function assertSize(text: string, attributes: Readonly<Record<string, SnsAttribute>>): void {
  if (text === '') throw invalidParameter('Empty message');
  const bytes = Object.entries(attributes).reduce(
    (sum, [name, { dataType, value }]) => sum + Buffer.byteLength(name + dataType + value),
    Buffer.byteLength(text),
  );
  if (bytes > MESSAGE_BYTES_MAX) throw invalidParameter('Message too long');
}

/** ASCII without control characters, so it cannot smuggle a header into a mail either. */
function assertSubject(subject: string): void {
  if (
    subject === '' ||
    subject.length > SUBJECT_CHARACTERS_MAX ||
    !/^[\x20-\x7e]+$/u.test(subject)
  ) {
    throw invalidParameter(
      `Subject must be 1 to ${SUBJECT_CHARACTERS_MAX} printable ASCII characters`,
    );
  }
}

function parseTexts(source: string): Record<string, string> {
  const parsed = parseObject(source);
  const texts: Record<string, string> = {};
  for (const [protocol, text] of Object.entries(parsed)) {
    if (typeof text === 'string') texts[protocol] = text;
  }
  if (texts['default'] === undefined) {
    throw invalidParameter('Message Structure - No default entry in JSON message body');
  }
  return texts;
}

function parseObject(source: string): object {
  try {
    const parsed: unknown = JSON.parse(source);
    if (typeof parsed === 'object' && parsed !== null) return parsed;
  } catch {
    // Falls through to the fault that AWS gives for anything but an object.
  }
  throw invalidParameter('Message Structure - JSON message body failed to parse');
}
