import type { IoTClient } from '@aws-sdk/client-iot';
import { callPaced, type PacedContext } from './iot-call.ts';

/** The operations that give devices their identities, with the members used here (AWS IoT API reference). */
export interface IdentityOperations {
  readonly AddThingToThingGroup: Operation<'thingName' | 'thingGroupName'>;
  readonly AttachPolicy: Operation<'policyName' | 'target'>;
  readonly AttachThingPrincipal: Operation<'thingName' | 'principal'>;
  readonly CreateCertificateFromCsr: {
    readonly input: Texts<'certificateSigningRequest'> & { readonly setAsActive: boolean };
    readonly output: Partial<Texts<'certificateArn' | 'certificateId' | 'certificatePem'>>;
  };
  readonly CreatePolicy: Operation<'policyName' | 'policyDocument'>;
  readonly CreateThing: {
    readonly input: Texts<'thingName'> & { readonly thingTypeName?: string | undefined };
    readonly output: object;
  };
  readonly CreateThingGroup: Operation<'thingGroupName'>;
  readonly CreateThingType: Operation<'thingTypeName', 'thingTypeArn'>;
  readonly DescribeCertificate: {
    readonly input: Texts<'certificateId'>;
    readonly output: {
      readonly certificateDescription?: Partial<Texts<'certificateArn' | 'status'>> | undefined;
    };
  };
  readonly DescribeThingType: Operation<'thingTypeName', 'thingTypeArn'>;
  readonly GetPolicy: Operation<'policyName', 'policyDocument'>;
  readonly UpdateCertificate: {
    readonly input: Texts<'certificateId'> & { readonly newStatus: 'ACTIVE' | 'INACTIVE' };
    readonly output: object;
  };
}

type Texts<Name extends string> = { readonly [N in Name]: string | undefined };

interface Operation<Input extends string, Output extends string = never> {
  readonly input: { readonly [N in Input]: string };
  readonly output: Partial<Texts<Output>>;
}

/** Carries out one operation; rejects with an error named as AWS names the fault. */
export type IdentityCaller = <N extends keyof IdentityOperations>(
  name: N,
  input: IdentityOperations[N]['input'],
) => Promise<IdentityOperations[N]['output']>;

/**
 * Whoever gives identities: a client of the SDK, or the twin in this process, which is spared the tenth
 * of a second that loading the SDK takes.
 */
export type IdentityContext = PacedContext &
  ({ readonly iot: IoTClient } | { readonly identities: IdentityCaller });

/** One operation, repeated for as long as what is wrong may pass by itself. */
export function callIdentity<N extends keyof IdentityOperations>(
  context: IdentityContext,
  name: N,
  input: IdentityOperations[N]['input'],
): Promise<IdentityOperations[N]['output']> {
  return callPaced(context, async () => {
    if ('identities' in context) return context.identities(name, input);
    const { sdkIdentities } = await import('./sdk-identities.ts');
    return sdkIdentities(context.iot)(name, input);
  });
}

/** Whether the target says so: the error of a client of the SDK, or of the twin. */
export function isFault(
  error: unknown,
  name: 'ResourceAlreadyExistsException' | 'ResourceNotFoundException',
): boolean {
  return error instanceof Error && error.name === name;
}
