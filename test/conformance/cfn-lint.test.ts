import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cloudTemplate } from '../../src/cli/compose/cloud-template.ts';
import { loadRunProfile } from '../../src/cli/compose/profile-sections.ts';
import { renderTemplate } from '../../src/cloud/aws/template/render-template.ts';
import { exampleStack, templateOf } from '../cloud/aws/template/fixtures.ts';
import { isMissing } from './program.ts';

/** What cfn-lint has to say about a template, hints included; nothing when it is content. */
async function lint(path: string): Promise<string> {
  try {
    return (await promisify(execFile)('cfn-lint', ['--include-checks', 'I', '--', path])).stdout;
  } catch (error) {
    return (error as { readonly stdout?: string }).stdout ?? String(error);
  }
}

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pm-sim-cfn-'));
  for (const name of ['score', 'alert', 'ingest'])
    await writeFile(join(folder, `${name}.mjs`), name);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const profiles = (await readdir('profiles')).map((file) => basename(file, '.yaml'));

describe.skipIf(isMissing('cfn-lint'))('the template, judged by cfn-lint', () => {
  it.each(profiles)('has no fault and no warning for %s', async (name) => {
    const profile = await loadRunProfile(name, [], process.cwd());
    const template = await cloudTemplate(profile, {
      emails: ['crew@example.com'],
      webhooks: ['https://example.com/alerts'],
      streamMode: name === 'wind-farm' ? 'on-demand' : 'provisioned',
      codeDir: folder,
    });
    for (const format of ['yaml', 'json'] as const) {
      const path = join(folder, `${name}.${format}`);
      await writeFile(path, renderTemplate(template, format));
      expect(await lint(path)).toBe('');
    }
  });

  it.each(
    ['with', 'without'].flatMap((files) =>
      (['PROVISIONED', 'ON_DEMAND'] as const).flatMap((streamMode) =>
        [[], ['crew@example.com']].map((emails) => ({ files, streamMode, emails })),
      ),
    ),
  )(
    'has none $files health files, streams $streamMode, mails to $emails',
    async ({ files, streamMode, emails }) => {
      const webhooks = emails.length === 0 ? ['http://example.com/a', 'https://example.com/b'] : [];
      const healthFiles = files === 'with';
      const stack = exampleStack({ healthFiles, streamMode, emails, webhooks });
      const path = join(folder, `${files}-${streamMode}-${emails.length}.json`);
      await writeFile(path, renderTemplate(templateOf(stack), 'json'));
      expect(await lint(path)).toBe('');
    },
  );

  it('would be told: a wrong property is found', async () => {
    const path = join(folder, 'wrong.json');
    const Properties = { ShardCount: 1, Colour: 'red' };
    const Resources = { Wrong: { Type: 'AWS::Kinesis::Stream', Properties } };
    await writeFile(path, JSON.stringify({ AWSTemplateFormatVersion: '2010-09-09', Resources }));
    expect(await lint(path)).toContain('Colour');
  });
});
