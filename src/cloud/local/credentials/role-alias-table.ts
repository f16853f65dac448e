import { join } from 'node:path';
import { z } from 'zod';
import { openDurableMap } from '../durable-map.ts';
import { alreadyExists, invalidRequest, notFound } from '../identity/faults.ts';
import type { TableOptions } from '../identity/table.ts';

const roleAliasRecord = z.strictObject({
  name: z.string(),
  roleArn: z.string(),
  durationSeconds: z.number(),
  /** ms since the epoch. */
  createdAt: z.number(),
  modifiedAt: z.number(),
});
export type RoleAliasRecord = z.infer<typeof roleAliasRecord>;
type Settings = Pick<RoleAliasRecord, 'roleArn' | 'durationSeconds'>;

/** Names under which devices ask for the credentials of an IAM role. */
export interface RoleAliasTable {
  /** @throws AwsFault ResourceAlreadyExistsException, InvalidRequestException */
  create(name: string, settings: Settings): RoleAliasRecord;
  /** @throws AwsFault ResourceNotFoundException */
  get(name: string): RoleAliasRecord;
  find(name: string): RoleAliasRecord | undefined;
  list(): readonly RoleAliasRecord[];
  update(name: string, change: Partial<Settings>): void;
  delete(name: string): void;
  close(): void;
}

/** API reference, CreateRoleAlias: patterns of roleAlias and roleArn. */
const ALIAS = /^[\w=,@-]{1,128}$/u;
const ROLE_ARN = /^arn:aws[\w-]*:iam::\d{12}:role\/.+$/u;

export function openRoleAliasTable({ folder, log, now }: TableOptions): RoleAliasTable {
  const path = join(folder, 'role-aliases.ndjson');
  const aliases = openDurableMap({ path, schema: roleAliasRecord, log });
  const get = (name: string): RoleAliasRecord => {
    const found = aliases.get(name);
    if (found === undefined) throw notFound(`Role alias ${name} does not exist.`);
    return found;
  };
  return {
    create(name, settings) {
      if (aliases.get(name) !== undefined)
        throw alreadyExists(`Role alias ${name} already exists.`);
      if (!ALIAS.test(name)) throw invalidRequest(`Role alias ${name} must match ${ALIAS.source}.`);
      assertRole(settings.roleArn);
      const record = { name, ...settings, createdAt: now(), modifiedAt: now() };
      aliases.set(name, record);
      return record;
    },
    get,
    find: (name) => aliases.get(name),
    list: () => [...aliases.entries()].map(([, record]) => record),
    update(name, change) {
      if (change.roleArn !== undefined) assertRole(change.roleArn);
      aliases.set(name, { ...get(name), ...change, modifiedAt: now() });
    },
    delete: (name) => aliases.delete(get(name).name),
    close: () => aliases.close(),
  };
}

function assertRole(roleArn: string): void {
  if (!ROLE_ARN.test(roleArn)) throw invalidRequest(`${roleArn} is not the ARN of a role.`);
}
