import { readFile, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SnsDraft } from '../../../../src/cloud/local/sns/message.ts';
import { temporaryFolder } from '../identity/fixtures.ts';
import { snsBench, type SnsBench } from './fixtures.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let bench: SnsBench;
let topic = '';

beforeEach(async () => {
  folder = await temporaryFolder();
  bench = snsBench(folder.path);
  topic = bench.sns.ensureTopic('alerts');
  bench.sns.ensureSubscription(topic, 'email', 'crew@example.com');
});
afterEach(async () => {
  await bench[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

function draft(text: string, more: Partial<SnsDraft> = {}): SnsDraft {
  return { text, texts: {}, attributes: {}, ...more };
}

function named(id: string): Pick<SnsDraft, 'attributes'> {
  return { attributes: { dedupe_id: { dataType: 'String', value: id } } };
}

async function mails(): Promise<{ name: string; headers: string[]; body: string }[]> {
  const names = await readdir(bench.sns.outboxDir).catch((): string[] => []);
  return Promise.all(
    names.toSorted().map(async (name) => {
      const text = await readFile(join(bench.sns.outboxDir, name), 'utf8');
      const [head = '', body = ''] = text.split(/\r\n\r\n(.*)/su);
      return { name, headers: head.split('\r\n'), body };
    }),
  );
}

describe('a mail in the outbox', () => {
  it('is an RFC 5322 message for its recipient, kept to its owner', async () => {
    const id = await bench.sns.publish(
      topic,
      draft('line one\nline two', { subject: 'Alert: wt-001' }),
    );
    const [mail] = await mails();
    expect(mail?.headers).toEqual([
      'Date: Mon, 01 Jun 2026 12:30:15 +0000',
      'From: "AWS Notifications" <no-reply@sns.local.invalid>',
      'To: crew@example.com',
      'Subject: Alert: wt-001',
      `Message-ID: <${mail?.name.replace('.eml', '')}@sns.local.invalid>`,
      'MIME-Version: 1.0',
      'Content-Type: text/plain; charset=utf-8',
      'Content-Transfer-Encoding: 7bit',
      `X-Amz-Sns-Message-Id: ${id}`,
      `X-Amz-Sns-Topic-Arn: ${topic}`,
    ]);
    expect(mail?.body).toBe('line one\r\nline two\r\n');
    expect((await stat(join(bench.sns.outboxDir, mail?.name ?? ''))).mode & 0o777).toBe(0o600);
    expect(bench.deliveries).toMatchObject([
      {
        protocol: 'email',
        outcome: 'delivered',
        detail: join(bench.sns.outboxDir, mail?.name ?? ''),
      },
    ]);
  });

  it('carries any text safely, in quoted-printable with short lines', async () => {
    const text = `Öltemperatur = 81 °C \n${'x'.repeat(2_000)}\n.\nFrom: me\n`;
    await bench.sns.publish(topic, draft(text));
    const [mail] = await mails();
    expect(mail?.headers).toContain('Content-Transfer-Encoding: quoted-printable');
    expect(mail?.body.split('\r\n').every((line) => line.length <= 76)).toBe(true);
    expect(mail?.body).toMatch(/^[\x20-\x7e\r\n]*$/u);
    expect(decoded(mail?.body ?? '').replaceAll('\r\n', '\n')).toBe(`${text}\n`);
  });

  it('is made once for a named message, however often it is published', async () => {
    await bench.sns.publish(topic, draft('first', named('alert/wt-001/7')));
    await bench.sns.publish(topic, draft('again', named('alert/wt-001/7')));
    await bench.sns.publish(topic, draft('other', named('alert/wt-001/8')));
    expect((await mails()).map(({ body }) => body)).toEqual(['first\r\n', 'other\r\n']);
    expect(bench.deliveries.map(({ outcome }) => outcome)).toEqual([
      'delivered',
      'duplicate',
      'delivered',
    ]);
  });

  it('is made once for a named message after a restart too', async () => {
    await bench.sns.publish(topic, draft('first', named('a')));
    await bench[Symbol.asyncDispose]();
    bench = snsBench(folder.path);
    await bench.sns.publish(topic, draft('again', named('a')));
    expect(await mails()).toHaveLength(1);
  });

  it('goes to every recipient, and without a name to each as often as published', async () => {
    bench.sns.ensureSubscription(topic, 'email', 'chief@example.com');
    await bench.sns.publish(topic, draft('same', named('a')));
    await bench.sns.publish(topic, draft('same'));
    await bench.sns.publish(topic, draft('same'));
    expect((await mails()).map(({ headers }) => headers[2] ?? '').toSorted()).toEqual([
      ...Array.from({ length: 3 }, () => 'To: chief@example.com'),
      ...Array.from({ length: 3 }, () => 'To: crew@example.com'),
    ]);
  });

  it('keeps names apart that look alike as file names, and stays in its folder', async () => {
    await bench.sns.publish(topic, draft('one', named('../../a b')));
    await bench.sns.publish(topic, draft('two', named('../../a/b')));
    expect((await mails()).map(({ name }) => name).every((name) => name.startsWith('-a-b.'))).toBe(
      true,
    );
    expect(await mails()).toHaveLength(2);
  });

  it('is the JSON notification for email-json', async () => {
    bench.sns.ensureSubscription(topic, 'email-json', 'robot@example.com');
    await bench.sns.publish(topic, draft('text', { subject: 'S' }));
    const robot = (await mails()).find(({ headers }) => headers[2] === 'To: robot@example.com');
    expect(JSON.parse(decoded(robot?.body ?? ''))).toMatchObject({
      Type: 'Notification',
      Message: 'text',
      Subject: 'S',
    });
  });

  it('that cannot be written fails the publish, so that the publisher tries again', async () => {
    await writeFile(bench.sns.outboxDir, 'a file is in the way');
    await expect(bench.sns.publish(topic, draft('text'))).rejects.toMatchObject({ code: 'EEXIST' });
  });
});

function decoded(body: string): string {
  const bytes = body
    .replaceAll('=\r\n', '')
    .replaceAll(/=([0-9A-F]{2})/gu, (_, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    );
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
