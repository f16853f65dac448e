import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf, PmSimError } from '../../runtime/errors.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { CliIo } from '../io.ts';
import { SCHEMA_NAMES, type ConfigSchemaOptions } from '../options/config-options.ts';
import { configFileSchema } from '../schemas/config-file-schema.ts';
import * as documents from '../schemas/document-schemas.ts';
import type { JsonSchema } from '../schemas/json-schema.ts';
import { COMMANDS } from './index.ts';

type SchemaName = (typeof SCHEMA_NAMES)[number];

/** `pm-sim config schema`: one schema on stdout, or all of them as files. */
export async function configSchemaCommand(
  { name, out }: ConfigSchemaOptions,
  io: CliIo,
): Promise<ExitCode> {
  if (out === undefined) {
    io.stdout.write(await schemaText(name));
    return EXIT.ok;
  }
  try {
    await mkdir(out, { recursive: true });
    for (const [file, text] of Object.entries(await schemaFiles())) {
      await writeFile(join(out, file), text);
    }
  } catch (cause) {
    throw new PmSimError('config/unwritable', `Cannot write the schemas: ${messageOf(cause)}.`, {
      cause,
    });
  }
  io.stderr.write(`wrote ${SCHEMA_NAMES.length} schemas into ${out}\n`);
  return EXIT.ok;
}

const SCHEMAS: Readonly<Record<SchemaName, () => JsonSchema | Promise<JsonSchema>>> = {
  config: () => configFileSchema(COMMANDS),
  profile: documents.profileDocumentSchema,
  scenario: documents.scenarioDocumentSchema,
  edge: documents.agentDocumentSchema,
};

/** Texts of all schemas by file name. */
export async function schemaFiles(): Promise<Readonly<Record<string, string>>> {
  const texts: Record<string, string> = {};
  for (const name of SCHEMA_NAMES) texts[`${name}.schema.json`] = await schemaText(name);
  return texts;
}

/** The schema as the text of its file; equal for equal sources. */
async function schemaText(name: SchemaName): Promise<string> {
  return `${JSON.stringify(await SCHEMAS[name](), undefined, 2)}\n`;
}
