import { z } from 'zod';
import type { RoleAliasRecord } from '../credentials/role-alias-table.ts';
import { iotArn } from '../identity/arn.ts';
import type { IdentityRegistry } from '../identity/identity-registry.ts';
import { label, page, type RestCall, type RestRoute } from './rest.ts';

const PAGE = { token: 'marker', size: 'pageSize', sizeMax: 250 };
/** API reference, CreateRoleAlias: 900 to 43,200 s, an hour unless given. */
const duration = z.int().min(900).max(43_200);
const DURATION_SECONDS = 3_600;

const createBody = z.strictObject({
  roleArn: z.string(),
  credentialDurationSeconds: duration.default(DURATION_SECONDS),
  tags: z.array(z.unknown()).max(0).optional(),
});
const updateBody = z.strictObject({
  roleArn: z.string().optional(),
  credentialDurationSeconds: duration.optional(),
});

const nameOf = (call: RestCall): string => label(call, 'roleAlias');

/** Role aliases. */
export function roleAliasRoutes(registry: IdentityRegistry): RestRoute[] {
  const { roleAliases } = registry;
  const path = '/role-aliases/{roleAlias}';
  return [
    {
      operation: 'CreateRoleAlias',
      method: 'POST',
      path,
      run(call) {
        const { roleArn, credentialDurationSeconds: durationSeconds } = call.body(createBody);
        return named(registry, roleAliases.create(nameOf(call), { roleArn, durationSeconds }));
      },
    },
    {
      operation: 'DescribeRoleAlias',
      method: 'GET',
      path,
      run: (call) => ({ roleAliasDescription: described(registry, roleAliases.get(nameOf(call))) }),
    },
    {
      operation: 'ListRoleAliases',
      method: 'GET',
      path: '/role-aliases',
      run(call) {
        const { items, next } = page(call, roleAliases.list(), PAGE);
        return { roleAliases: items.map(({ name }) => name), nextMarker: next };
      },
    },
    {
      operation: 'UpdateRoleAlias',
      method: 'PUT',
      path,
      run(call) {
        const { roleArn, credentialDurationSeconds: durationSeconds } = call.body(updateBody);
        roleAliases.update(nameOf(call), {
          ...(roleArn === undefined ? {} : { roleArn }),
          ...(durationSeconds === undefined ? {} : { durationSeconds }),
        });
        return named(registry, roleAliases.get(nameOf(call)));
      },
    },
    {
      operation: 'DeleteRoleAlias',
      method: 'DELETE',
      path,
      run: (call) => roleAliases.delete(nameOf(call)),
    },
  ];
}

function named(registry: IdentityRegistry, { name }: RoleAliasRecord) {
  return { roleAlias: name, roleAliasArn: iotArn(registry.account, `rolealias/${name}`) };
}

function described(registry: IdentityRegistry, alias: RoleAliasRecord): object {
  return {
    ...named(registry, alias),
    roleArn: alias.roleArn,
    owner: registry.account.accountId,
    credentialDurationSeconds: alias.durationSeconds,
    creationDate: alias.createdAt / 1_000,
    lastModifiedDate: alias.modifiedAt / 1_000,
  };
}
