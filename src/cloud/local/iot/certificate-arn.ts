import { iotArn } from '../identity/arn.ts';
import { invalidRequest } from '../identity/faults.ts';
import type { IdentityRegistry } from '../identity/identity-registry.ts';

export function certificateArn(registry: IdentityRegistry, id: string): string {
  return iotArn(registry.account, `cert/${id}`);
}

/** The id in a certificate's ARN. Thing groups and Cognito identities are not modelled. */
export function certificateIdOf(arn: string): string {
  const id = /^arn:aws[\w-]*:iot:[^:]*:[^:]*:cert\/([0-9a-f]{64})$/u.exec(arn)?.[1];
  if (id !== undefined) return id;
  throw invalidRequest(
    `${arn} is not the ARN of a certificate, the only kind of principal that the local twin has.`,
  );
}
