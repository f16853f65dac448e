import { readFile } from 'node:fs/promises';
import { dirname, relative, resolve } from 'node:path';
import { agentSchema, type AgentConfig } from '../../edge/agent-config.ts';
import { messageOf, PmSimError } from '../../runtime/errors.ts';
import { schemaIssues } from '../../simulator/schema-issues.ts';
import { parseYamlDocument } from '../../simulator/yaml-document.ts';
import { issueLine } from '../../simulator/yaml-library.ts';

/** An agent's file, checked, and the folder that its paths are relative to. */
export interface AgentFile {
  readonly config: AgentConfig;
  readonly path: string;
  readonly resolve: (path: string) => string;
}

/**
 * @throws PmSimError `edge/unreadable`, `edge/yaml`, `edge/invalid` with a line for each thing that
 * is wrong: file and line, path, what was expected
 */
export async function loadAgentFile(file: string, cwd: string): Promise<AgentFile> {
  const path = resolve(cwd, file);
  const shown = relative('', path) || path;
  const config = parseAgentFile(await readText(path, shown), shown);
  return { config, path, resolve: (name) => resolve(dirname(path), name) };
}

/**
 * @param file the name that messages show
 * @throws PmSimError `edge/yaml`, `edge/invalid`
 */
export function parseAgentFile(text: string, file: string): AgentConfig {
  const document = parseYamlDocument(text, { file, kind: 'edge' });
  const result = agentSchema.safeParse(document.data);
  if (!result.success) {
    const issues = schemaIssues(result.error.issues, document.data, agentSchema);
    const lines = issues.map((issue) => issueLine(document.locate(issue.path), issue));
    throw new PmSimError('edge/invalid', lines.join('\n'), {
      hint: 'docs/edge.md describes the file.',
    });
  }
  return result.data;
}

async function readText(path: string, shown: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new PmSimError('edge/unreadable', `${shown} cannot be read: ${messageOf(cause)}.`, {
      hint: 'Give the YAML file of an agent; docs/edge.md has one to begin with.',
      cause,
    });
  }
}
