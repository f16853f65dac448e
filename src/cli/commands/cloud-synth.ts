import { writeFile } from 'node:fs/promises';
import type { Template } from '../../cloud/aws/template/cloudformation.ts';
import { renderTemplate } from '../../cloud/aws/template/render-template.ts';
import { messageOf, PmSimError } from '../../runtime/errors.ts';
import { cloudTemplate } from '../compose/cloud-template.ts';
import { loadRunProfile } from '../compose/profile-sections.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { CliIo } from '../io.ts';
import type { SynthOptions } from '../options/cloud-options.ts';

/** `pm-sim cloud synth`: the template and nothing else; equal input, equal bytes. */
export async function cloudSynthCommand(
  options: SynthOptions & { readonly codeDir?: string },
  io: CliIo,
): Promise<ExitCode> {
  const profile = await loadRunProfile(options.profile, options.set, io.cwd);
  const template = await cloudTemplate(profile, options);
  const text = options.cdk ? await cdkText(template, io) : renderTemplate(template, options.format);
  if (options.out === undefined) {
    io.stdout.write(text);
    return EXIT.ok;
  }
  await writeFile(options.out, text).catch((error: unknown) => {
    throw new PmSimError('cloud/unwritable', `Cannot write the template: ${messageOf(error)}.`, {
      cause: error,
    });
  });
  io.stderr.write(`wrote ${options.out}\n`);
  return EXIT.ok;
}

/** Loaded only by those who ask for it. */
async function cdkText(template: Template, io: CliIo): Promise<string> {
  const { cdkSource } = await import('../cloud/cdk-source.ts');
  const { text, omitted } = await cdkSource(template, io.cwd);
  if (omitted.length > 0) {
    io.stderr.write(`cdk-from-cfn does not know, and leaves out: ${omitted.join(', ')}.\n`);
  }
  return text;
}
