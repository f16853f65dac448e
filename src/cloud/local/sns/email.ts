import { createHash } from 'node:crypto';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { replaceFileSync } from '../../../runtime/atomic-file.ts';
import { notificationJson } from './envelope.ts';
import { textFor, type SnsMessage } from './message.ts';
import type { SubscriptionRecord } from './records.ts';

/**
 * String attribute by which a publisher names a message, so that publishing it again after a crash
 * makes no second mail. AWS standard topics deliver at least once and know no such attribute:
 * there, a repeated publish is a repeated mail.
 */
const DEDUPE_ATTRIBUTE = 'dedupe_id';

const FILE_MODE = 0o600;
const DOMAIN = 'sns.local.invalid';
/** RFC 5322 §2.1.1. */
const LINE_CHARACTERS_MAX = 998;
/** RFC 2045 §6.7 (5). */
const QUOTED_LINE_CHARACTERS_MAX = 76;

/**
 * Puts one mail as an RFC 5322 file into the outbox. Returns its path, or nothing when that mail
 * is there already. Synchronous: the writing takes a tenth of a millisecond, and each of the seven hops
 * to another thread would have an alert wait for whatever else this thread has to do.
 */
export function writeMail(
  outbox: string,
  message: SnsMessage,
  subscription: SubscriptionRecord,
): string | undefined {
  const id = mailId(message, subscription);
  const path = join(outbox, `${id}.eml`);
  if (existsSync(path)) return undefined;
  mkdirSync(outbox, { recursive: true });
  replaceFileSync(path, mailText(id, message, subscription), FILE_MODE);
  return path;
}

/** Unique to message and recipient; it is also the Message-ID's left part. */
function mailId(message: SnsMessage, subscription: SubscriptionRecord): string {
  const dedupe = message.attributes[DEDUPE_ATTRIBUTE];
  const name = dedupe?.dataType === 'String' ? dedupe.value : message.messageId;
  const digest = createHash('sha256')
    .update(JSON.stringify([name, message.topicArn, subscription.protocol, subscription.endpoint]))
    .digest('hex')
    .slice(0, 16);
  const readable = name.replaceAll(/[^A-Za-z0-9_-]+/gu, '-').slice(0, 80);
  return `${readable}.${digest}`;
}

function mailText(id: string, message: SnsMessage, subscription: SubscriptionRecord): string {
  const text =
    subscription.protocol === 'email-json'
      ? notificationJson(message, subscription)
      : textFor(message, subscription.protocol);
  const body = encodeBody(text);
  return [
    `Date: ${mailDate(message.publishedAt)}`,
    `From: "AWS Notifications" <no-reply@${DOMAIN}>`,
    `To: ${subscription.endpoint}`,
    `Subject: ${message.subject ?? 'AWS Notification Message'}`,
    `Message-ID: <${id}@${DOMAIN}>`,
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    `Content-Transfer-Encoding: ${body.encoding}`,
    `X-Amz-Sns-Message-Id: ${message.messageId}`,
    `X-Amz-Sns-Topic-Arn: ${message.topicArn}`,
    '',
    body.text,
    '',
  ].join('\r\n');
}

/** `toUTCString` gives the zone as GMT, which RFC 5322 §4.3 calls obsolete. */
function mailDate(ms: number): string {
  return new Date(ms).toUTCString().replace('GMT', '+0000');
}

/** Readable as it is where that is allowed, else quoted-printable (RFC 2045 §6.7). */
function encodeBody(text: string): { readonly encoding: string; readonly text: string } {
  const lines = text.split(/\r\n|\n|\r/u);
  const plain = lines.every(
    (line) => line.length <= LINE_CHARACTERS_MAX && /^[\x20-\x7e\t]*$/u.test(line),
  );
  return plain
    ? { encoding: '7bit', text: lines.join('\r\n') }
    : { encoding: 'quoted-printable', text: lines.map(quotedLine).join('\r\n') };
}

function quotedLine(line: string): string {
  let done = '';
  let current = '';
  for (const octet of Buffer.from(line, 'utf8')) {
    const next = quotedOctet(octet);
    if (current.length + next.length >= QUOTED_LINE_CHARACTERS_MAX) {
      done += `${current}=\r\n`;
      current = '';
    }
    current += next;
  }
  return done + current.replace(/[ \t]$/u, (blank) => quoted(blank.charCodeAt(0)));
}

function quotedOctet(octet: number): string {
  const literal = octet === 9 || (octet >= 32 && octet <= 126 && octet !== 61);
  return literal ? String.fromCharCode(octet) : quoted(octet);
}

function quoted(octet: number): string {
  return `=${octet.toString(16).toUpperCase().padStart(2, '0')}`;
}
