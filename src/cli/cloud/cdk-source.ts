import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Resources, Template } from '../../cloud/aws/template/cloudformation.ts';
import { messageOf, PmSimError } from '../../runtime/errors.ts';

/** What is used of cdk-from-cfn (its README, "Node.js Module Usage"). */
interface CdkFromCfn {
  readonly transmute: (
    ...args: readonly [template: string, language: string, className: string, classType: string]
  ) => string;
}

const PACKAGE = 'cdk-from-cfn';
const VERSION = '0.334.0';
const CLASS_NAME = 'PmSimStack';

export interface CdkSource {
  /** TypeScript. */
  readonly text: string;
  /** Properties that the package does not know and that are therefore missing, as `Resource.Property`. */
  readonly omitted: readonly string[];
}

/** More than a template has properties of one kind; engineering judgement. */
const OMITTED_MAX = 200;

/**
 * A template as a CDK stack in TypeScript. The package that does it is optional: it is looked for where
 * the command is called, then beside pm-sim itself. It refuses properties that are newer than its
 * specification of resources; those are left out and told.
 * @throws PmSimError `cloud/no-cdk` with how to install it, `cloud/cdk-failed`
 */
export async function cdkSource(template: Template, cwd: string): Promise<CdkSource> {
  const { transmute } = await loadPackage(cwd);
  const omitted: string[] = [];
  let { Resources } = template;
  for (;;) {
    const json = JSON.stringify({ ...template, Resources });
    try {
      return { text: transmute(json, 'typescript', CLASS_NAME, 'stack'), omitted };
    } catch (error) {
      const [, property, id] = UNKNOWN_PROPERTY.exec(messageOf(error)) ?? [];
      if (property === undefined || id === undefined || omitted.length >= OMITTED_MAX) {
        throw notConverted(error);
      }
      omitted.push(`${id}.${property}`);
      Resources = without(Resources, id, property);
    }
  }
}

const UNKNOWN_PROPERTY = /^(\w+) is not a valid property for resource (\w+) of type/u;

function without(resources: Resources, id: string, property: string): Resources {
  const resource = resources[id];
  if (resource === undefined) return resources;
  const { [property]: _, ...Properties } = resource.Properties;
  return { ...resources, [id]: { ...resource, Properties } };
}

function notConverted(cause: unknown): PmSimError {
  return new PmSimError(
    'cloud/cdk-failed',
    `${PACKAGE} cannot convert the template: ${messageOf(cause)}.`,
    {
      kind: 'system',
      hint: `It was tried with version ${VERSION}: npm install ${PACKAGE}@${VERSION}.`,
      cause,
    },
  );
}

async function loadPackage(cwd: string): Promise<CdkFromCfn> {
  for (const from of [join(cwd, 'package.json'), import.meta.url]) {
    const path = resolved(from);
    if (path !== undefined) return (await import(pathToFileURL(path).href)) as CdkFromCfn;
  }
  throw new PmSimError(
    'cloud/no-cdk',
    `--cdk needs the package ${PACKAGE}, which is not installed.`,
    {
      hint: `Install it where you call pm-sim: npm install ${PACKAGE}@${VERSION}.`,
    },
  );
}

function resolved(from: string): string | undefined {
  try {
    return createRequire(from).resolve(PACKAGE);
  } catch {
    return undefined;
  }
}
