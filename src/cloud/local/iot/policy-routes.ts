import { z } from 'zod';
import { iotArn } from '../identity/arn.ts';
import { deleteConflict } from '../identity/faults.ts';
import type { IdentityRegistry } from '../identity/identity-registry.ts';
import type { PolicyRecord } from '../identity/records.ts';
import { certificateArn, certificateIdOf } from './certificate-arn.ts';
import { label, page, type RestRoute } from './rest.ts';

const PAGE = { token: 'marker', size: 'pageSize', sizeMax: 250 };
/** Versions of policies are not modelled; every policy has its first. */
const VERSION_ID = '1';

const targetBody = z.strictObject({ target: z.string() });

/** Policies and what they are attached to. */
export function policyRoutes(registry: IdentityRegistry): RestRoute[] {
  return [...documentRoutes(registry), ...attachmentRoutes(registry)];
}

function documentRoutes(registry: IdentityRegistry): RestRoute[] {
  const { policies } = registry;
  return [
    {
      operation: 'CreatePolicy',
      method: 'POST',
      path: '/policies/{policyName}',
      run(call) {
        const { policyDocument } = call.body(z.strictObject({ policyDocument: z.string() }));
        const policy = policies.create(label(call, 'policyName'), policyDocument);
        return { ...named(registry, policy), policyDocument, policyVersionId: VERSION_ID };
      },
    },
    {
      operation: 'GetPolicy',
      method: 'GET',
      path: '/policies/{policyName}',
      run(call) {
        const policy = policies.get(label(call, 'policyName'));
        return {
          ...named(registry, policy),
          policyDocument: policy.document,
          defaultVersionId: VERSION_ID,
          creationDate: policy.createdAt / 1_000,
        };
      },
    },
    {
      operation: 'ListPolicies',
      method: 'GET',
      path: '/policies',
      run(call) {
        const { items, next } = page(call, policies.list(), PAGE);
        return { policies: items.map((policy) => named(registry, policy)), nextMarker: next };
      },
    },
    {
      operation: 'DeletePolicy',
      method: 'DELETE',
      path: '/policies/{policyName}',
      run: (call) => deletePolicy(registry, label(call, 'policyName')),
    },
  ];
}

function attachmentRoutes(registry: IdentityRegistry): RestRoute[] {
  const { policies, certificates } = registry;
  return [
    {
      operation: 'AttachPolicy',
      method: 'PUT',
      path: '/target-policies/{policyName}',
      run(call) {
        const id = certificateIdOf(call.body(targetBody).target);
        certificates.attachPolicy(id, policies.get(label(call, 'policyName')).name);
      },
    },
    {
      operation: 'DetachPolicy',
      method: 'POST',
      path: '/target-policies/{policyName}',
      run(call) {
        const id = certificateIdOf(call.body(targetBody).target);
        certificates.detachPolicy(id, label(call, 'policyName'));
      },
    },
    {
      operation: 'ListAttachedPolicies',
      method: 'POST',
      path: '/attached-policies/{target}',
      run(call) {
        const attached = certificates.get(certificateIdOf(label(call, 'target'))).policies;
        const { items, next } = page(call, attached, PAGE);
        return {
          policies: items.map((name) => named(registry, policies.get(name))),
          nextMarker: next,
        };
      },
    },
    {
      operation: 'ListTargetsForPolicy',
      method: 'POST',
      path: '/policy-targets/{policyName}',
      run(call) {
        const { name } = policies.get(label(call, 'policyName'));
        const { items, next } = page(call, targetsOf(registry, name), PAGE);
        return { targets: items, nextMarker: next };
      },
    },
  ];
}

function deletePolicy(registry: IdentityRegistry, wanted: string): void {
  const { name } = registry.policies.get(wanted);
  const targets = targetsOf(registry, name).length;
  if (targets > 0) {
    throw deleteConflict(`Policy ${name} is attached to ${targets} targets; detach it first.`);
  }
  registry.policies.delete(name);
}

function targetsOf(registry: IdentityRegistry, policy: string): string[] {
  return registry.certificates
    .list()
    .filter((certificate) => certificate.policies.includes(policy))
    .map(({ id }) => certificateArn(registry, id));
}

function named(registry: IdentityRegistry, policy: PolicyRecord): object {
  return {
    policyName: policy.name,
    policyArn: iotArn(registry.account, `policy/${policy.name}`),
  };
}
