import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { cloudSynthCommand } from '../../../src/cli/commands/cloud-synth.ts';
import { cloudTemplate } from '../../../src/cli/compose/cloud-template.ts';
import { loadRunProfile } from '../../../src/cli/compose/profile-sections.ts';
import { synthSchema } from '../../../src/cli/options/cloud-options.ts';
import { runProgram } from '../../../src/cli/program.ts';
import { fakeIo } from '../fake-io.ts';

let codeDir: string;
beforeAll(async () => {
  codeDir = await mkdtemp(join(tmpdir(), 'pm-sim-synth-'));
  for (const name of ['score', 'alert']) await writeFile(join(codeDir, `${name}.mjs`), name);
});
afterAll(() => rm(codeDir, { recursive: true, force: true }));

const PROFILE = join(process.cwd(), 'profiles', 'wind-farm.yaml');
const NOBODY = { emails: [], webhooks: [], streamMode: 'provisioned' } as const;

describe('cloudTemplate', () => {
  it('has shards for the whole fleet, unless told how many', async () => {
    const profile = await loadRunProfile('wind-farm', ['count=2000'], process.cwd());
    const { Resources } = await cloudTemplate(profile, { ...NOBODY, codeDir });
    expect(Resources['TelemetryStream']?.Properties).toHaveProperty('ShardCount', 3);
    const given = await cloudTemplate(profile, { ...NOBODY, codeDir, shards: 7 });
    expect(given.Resources['TelemetryStream']?.Properties).toHaveProperty('ShardCount', 7);
  });

  it('mails nobody who was not named', async () => {
    const profile = await loadRunProfile('factory', [], process.cwd());
    const { Resources } = await cloudTemplate(profile, { ...NOBODY, codeDir });
    const types = Object.values(Resources).map(({ Type }) => Type);
    expect(types).toContain('AWS::SNS::Topic');
    expect(types).not.toContain('AWS::SNS::Subscription');
  });
});

describe('pm-sim cloud synth', () => {
  it('writes the template, and nothing else, to stdout or a file', async () => {
    const given = { profile: 'wind-farm', email: ['crew@example.com'] };
    const toStdout = fakeIo({ cwd: process.cwd() });
    await cloudSynthCommand({ ...synthSchema.parse(given), codeDir }, toStdout);
    const shown: unknown = parse(toStdout.stdout.text());
    expect(shown).toHaveProperty('Resources.AlertsTopicSubscription1');
    const out = join(codeDir, 'stack.json');
    const toFile = fakeIo({ cwd: process.cwd() });
    const options = synthSchema.parse({ ...given, format: 'json', out });
    expect(await cloudSynthCommand({ ...options, codeDir }, toFile)).toBe(0);
    expect(toFile.stdout.text()).toBe('');
    expect(JSON.parse(await readFile(out, 'utf8'))).toEqual(shown);
  });

  it('refuses an address that is none', async () => {
    const io = fakeIo({ cwd: process.cwd() });
    const words = ['cloud', 'synth', '--profile', 'wind-farm', '--email', 'crew'];
    await expect(runProgram(words, io)).rejects.toThrow('e-mail addresses');
  });

  it('says how to install what --cdk needs, and uses it where it is', async () => {
    const words = ['cloud', 'synth', '--profile', PROFILE, '--cdk'];
    const without = fakeIo({ cwd: codeDir });
    await expect(runProgram(words, without)).rejects.toMatchObject({
      code: 'cloud/no-cdk',
      hint: expect.stringContaining('npm install cdk-from-cfn@') as string,
    });
    const folder = join(codeDir, 'node_modules', 'cdk-from-cfn');
    await mkdir(folder, { recursive: true });
    await writeFile(
      join(folder, 'index.js'),
      `exports.transmute = (text, language, name) => {
        const { Description, Resources } = JSON.parse(text);
        if (Resources.AlertsTopic.Properties.Tags)
          throw 'Tags is not a valid property for resource AlertsTopic of type AWS::SNS::Topic';
        return language + ' ' + name + ' ' + Description;
      };`,
    );
    const io = fakeIo({ cwd: codeDir });
    expect(await runProgram(words, io)).toBe(0);
    expect(io.stdout.text()).toBe(
      'typescript PmSimStack pm-sim: predictive-maintenance pipeline of wind-farm',
    );
    expect(io.stderr.text()).toContain('leaves out: AlertsTopic.Tags.');
  });
});
