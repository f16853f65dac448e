import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { configSchemaCommand } from '../../src/cli/commands/config-schema.ts';
import { fakeIo } from '../cli/fake-io.ts';
import { isMissing } from './program.ts';

/** Prints what an independent validator finds in each of some documents, one problem a line. */
const VALIDATE = `
import json, sys, jsonschema
schema, documents = (json.load(open(path)) for path in sys.argv[1:])
validator = jsonschema.Draft202012Validator(schema)
validator.check_schema(schema)
for name, document in documents.items():
    for error in validator.iter_errors(document):
        print(name + ':', '.'.join(map(str, error.path)), error.message[:200])
`;

function hasValidator(): boolean {
  const { status } = spawnSync('python3', ['-c', 'import jsonschema']);
  if (status !== 0)
    process.stderr.write('conformance: no Python jsonschema; its checks are skipped\n');
  return status === 0;
}

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pm-sim-schema-'));
  const options = { name: 'config', out: folder, verbose: false } as const;
  await configSchemaCommand(options, fakeIo());
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function problems(kind: string, documents: Readonly<Record<string, unknown>>) {
  const path = join(folder, 'documents.json');
  await writeFile(path, JSON.stringify(documents));
  const schema = join(folder, `${kind}.schema.json`);
  const args = ['-c', VALIDATE, schema, path];
  const { stdout } = await promisify(execFile)('python3', args);
  return stdout.split('\n').slice(0, -1);
}

async function shipped(dir: string): Promise<Record<string, unknown>> {
  const documents: Record<string, unknown> = {};
  for (const name of await readdir(dir)) {
    documents[name] = parse(await readFile(join(dir, name), 'utf8'));
  }
  return documents;
}

describe.skipIf(isMissing('python3') || !hasValidator())('the JSON Schemas', () => {
  it.each(['profile', 'scenario'])('accept every shipped %s', async (kind) => {
    const documents = await shipped(`${kind}s`);
    expect(Object.keys(documents).length).toBeGreaterThan(5);
    expect(await problems(kind, documents)).toEqual([]);
  });

  it('find a wrong key, a value out of range and a model of another family', async () => {
    const farm = parse(await readFile('profiles/wind-farm.yaml', 'utf8')) as object;
    const found = await problems('profile', {
      key: { ...farm, colour: 'red' },
      range: { ...farm, count: 0 },
      family: { ...farm, device: 'audio' },
    });
    expect(found.filter((line) => line.startsWith('key: '))).toHaveLength(1);
    expect(found.filter((line) => line.startsWith('range: count '))).toHaveLength(1);
    expect(found.find((line) => line.startsWith('family: model '))).toBeDefined();
  });

  it('judge the settings of each command', async () => {
    const found = await problems('config', {
      qos: { run: { qos: 2 } },
      name: { run: { sped: 2 } },
      right: { run: { speed: 'max', inject: ['a@b'] }, tail: null },
    });
    expect(found.map((line) => line.split(' ', 2).join(' '))).toEqual([
      'qos: run.qos',
      'name: run',
    ]);
  });
});
