import { readdir } from 'node:fs/promises';
import { basename } from 'node:path';
import { loadRunProfile } from '../../../../src/cli/compose/profile-sections.ts';
import { stackChoices } from '../../../../src/cli/compose/stack-choices.ts';
import { pmSimStack } from '../../../../src/cloud/stack/pm-sim-stack.ts';
import type { Stack } from '../../../../src/cloud/stack/stack.ts';

interface Variant {
  readonly name: string;
  readonly stack: Stack;
}

/** The pipeline of every profile with and without health files, in every mode and subscription. */
export async function variants(): Promise<readonly Variant[]> {
  const profiles = (await readdir('profiles')).map((file) => basename(file, '.yaml'));
  const all = profiles.map(async (name) => {
    const choices = stackChoices(await loadRunProfile(name, [], process.cwd()));
    return [true, false].flatMap((healthFiles) =>
      (['PROVISIONED', 'ON_DEMAND'] as const).flatMap((streamMode) =>
        SUBSCRIBERS.map(({ emails, webhooks }): Variant => {
          const stack = pmSimStack({ ...choices, healthFiles, streamMode, emails, webhooks });
          const files = healthFiles ? 'with files' : 'without files';
          const people = `${emails.length} e-mail, ${webhooks.length} URL`;
          return { name: `${name} ${files}, ${streamMode}, ${people}`, stack };
        }),
      ),
    );
  });
  return (await Promise.all(all)).flat();
}

const SUBSCRIBERS = [
  { emails: [], webhooks: [] },
  { emails: ['crew@example.com'], webhooks: [] },
  { emails: [], webhooks: ['https://example.com/alerts'] },
  { emails: ['crew@example.com', 'desk@example.com'], webhooks: ['http://example.com/alerts'] },
];
