import { createHash } from 'node:crypto';
import { schemaIssues, type SchemaIssue } from '../schema-issues.ts';
import { invalidDocument, issueLine, openDocument } from '../yaml-library.ts';
import { scenarioSchema, type Scenario } from './scenario-schema.ts';

export interface LoadedScenario extends Scenario {
  /** Of what is written in the file, however it is laid out. */
  readonly sha256: string;
  /** The error of a scenario in which this is wrong, with file and line of each. */
  reject(issues: readonly SchemaIssue[]): Error;
}

/**
 * Loads a scenario by name, or by path when it has a slash or ends in `.yaml` or `.yml`.
 * @throws PmSimError `scenario/unknown`, `scenario/unreadable`, `scenario/yaml`, `scenario/invalid`
 */
export async function loadScenario(
  nameOrPath: string,
  scenarioDirs: readonly string[],
): Promise<LoadedScenario> {
  const document = await openDocument(nameOrPath, { kind: 'scenario', dirs: scenarioDirs });
  const reject = (issues: readonly SchemaIssue[]): Error => {
    const lines = issues.map((issue) => issueLine(document.locate(issue.path), issue));
    return invalidDocument(nameOrPath, 'scenario', lines);
  };
  const result = scenarioSchema.safeParse(document.data);
  if (!result.success) {
    throw reject(schemaIssues(result.error.issues, document.data, scenarioSchema));
  }
  const sha256 = createHash('sha256').update(JSON.stringify(document.data)).digest('hex');
  return { ...result.data, sha256, reject };
}
