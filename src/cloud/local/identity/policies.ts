import { join } from 'node:path';
import { openDurableMap } from '../durable-map.ts';
import { AwsFault } from '../service.ts';
import { alreadyExists, invalidRequest, notFound } from './faults.ts';
import { compilePolicy, type Policy } from './policy.ts';
import { policyRecord, type PolicyRecord } from './records.ts';
import type { TableOptions } from './table.ts';

export interface PolicyTable {
  /** Refuses documents that cannot be evaluated as AWS IoT would, by MalformedPolicyException. */
  create(name: string, document: string): PolicyRecord;
  get(name: string): PolicyRecord;
  find(name: string): PolicyRecord | undefined;
  /** The document ready for evaluation. */
  compiled(name: string): Policy;
  list(): PolicyRecord[];
  delete(name: string): void;
  close(): void;
}

/** API reference, CreatePolicy: pattern of policyName, and the size of a document. */
const POLICY_NAME = /^[\w+=,.@-]{1,128}$/u;
const DOCUMENT_CHARACTERS_MAX = 404_600;

export function openPolicyTable(options: TableOptions): PolicyTable {
  const { folder, log, now, changed } = options;
  const policies = openDurableMap({
    path: join(folder, 'policies.ndjson'),
    schema: policyRecord,
    log,
  });
  const compiled = new Map<string, Policy>();
  for (const [name, record] of policies.entries())
    compiled.set(name, compilePolicy(record.document));
  return {
    create(name, document) {
      if (policies.get(name) !== undefined) throw alreadyExists(`Policy ${name} already exists.`);
      if (!POLICY_NAME.test(name))
        throw invalidRequest(`Policy name ${name} must match ${POLICY_NAME.source}.`);
      if (document.length > DOCUMENT_CHARACTERS_MAX) {
        throw new AwsFault(
          'MalformedPolicyException',
          `The policy document is longer than ${DOCUMENT_CHARACTERS_MAX} characters.`,
        );
      }
      compiled.set(name, compilePolicy(document));
      const record = { name, document, createdAt: now() };
      policies.set(name, record);
      return record;
    },
    get(name) {
      const record = policies.get(name);
      if (record === undefined) throw notFound(`Policy ${name} does not exist.`);
      return record;
    },
    find: (name) => policies.get(name),
    compiled(name) {
      const policy = compiled.get(name);
      if (policy === undefined) throw notFound(`Policy ${name} does not exist.`);
      return policy;
    },
    list: () => [...policies.entries()].map(([, record]) => record),
    delete(name) {
      policies.delete(name);
      compiled.delete(name);
      changed();
    },
    close: () => policies.close(),
  };
}
