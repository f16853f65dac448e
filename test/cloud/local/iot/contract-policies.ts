import { randomUUID } from 'node:crypto';
import {
  AttachPolicyCommand,
  CreatePolicyCommand,
  DeleteCertificateCommand,
  DeletePolicyCommand,
  DetachPolicyCommand,
  GetPolicyCommand,
  ListAttachedPoliciesCommand,
  ListPoliciesCommand,
  ListTargetsForPolicyCommand,
  UpdateCertificateCommand,
  type IoTClient,
} from '@aws-sdk/client-iot';
import { expect } from 'vitest';
import { DEVICE_POLICY } from '../identity/fixtures.ts';
import { refusalOf, type ContractCase } from '../contract/contract.ts';
import { createCertificate, NOT_FOUND } from './contract-certificates.ts';

type Case = ContractCase<IoTClient>;

const CONFLICT = { name: 'DeleteConflictException', status: 409 };

async function createPolicy(client: IoTClient): Promise<string> {
  const policyName = `contract-${randomUUID()}`;
  await client.send(new CreatePolicyCommand({ policyName, policyDocument: DEVICE_POLICY }));
  return policyName;
}

export const POLICY_CASES: readonly Case[] = [
  {
    title: 'makes a policy, gives it back and lists it',
    check: async (client) => {
      const policyName = await createPolicy(client);
      const policy = await client.send(new GetPolicyCommand({ policyName }));
      expect(policy).toMatchObject({
        policyName,
        policyArn: expect.stringMatching(
          new RegExp(`^arn:aws:iot:eu-west-1:\\d{12}:policy/${policyName}$`, 'u'),
        ),
        defaultVersionId: '1',
      });
      expect(JSON.parse(policy.policyDocument ?? '')).toEqual(JSON.parse(DEVICE_POLICY));
      const { policies } = await client.send(new ListPoliciesCommand({}));
      expect(policies?.map((each) => each.policyName)).toContain(policyName);
    },
  },

  {
    title: 'refuses a policy that exists, and a document that is none',
    check: async (client) => {
      const policyName = await createPolicy(client);
      const again = client.send(
        new CreatePolicyCommand({ policyName, policyDocument: DEVICE_POLICY }),
      );
      expect(await refusalOf(again)).toEqual({
        name: 'ResourceAlreadyExistsException',
        status: 409,
      });
      const malformed = client.send(
        new CreatePolicyCommand({ policyName: `${policyName}-2`, policyDocument: '{"a":1}' }),
      );
      expect(await refusalOf(malformed)).toEqual({ name: 'MalformedPolicyException', status: 400 });
    },
  },

  {
    title: 'names a policy that is not there',
    check: async (client) => {
      const policyName = 'nobody';
      const calls = [
        client.send(new GetPolicyCommand({ policyName })),
        client.send(new DeletePolicyCommand({ policyName })),
        client.send(new ListTargetsForPolicyCommand({ policyName })),
      ];
      expect(await Promise.all(calls.map(refusalOf))).toEqual(calls.map(() => NOT_FOUND));
    },
  },

  {
    title: 'attaches a policy once, tells both ends, and detaches it',
    check: async (client) => {
      const policyName = await createPolicy(client);
      const { arn: target } = await createCertificate(client);
      await client.send(new AttachPolicyCommand({ policyName, target }));
      await client.send(new AttachPolicyCommand({ policyName, target }));
      const attached = await client.send(new ListAttachedPoliciesCommand({ target }));
      expect(attached.policies?.map((each) => each.policyName)).toEqual([policyName]);
      const targets = await client.send(new ListTargetsForPolicyCommand({ policyName }));
      expect(targets.targets).toEqual([target]);
      await client.send(new DetachPolicyCommand({ policyName, target }));
      const after = await client.send(new ListAttachedPoliciesCommand({ target }));
      expect(after.policies).toEqual([]);
    },
  },

  {
    title: 'deletes neither a policy nor a certificate that is attached',
    check: async (client) => {
      const policyName = await createPolicy(client);
      const { id: certificateId, arn: target } = await createCertificate(client);
      await client.send(new AttachPolicyCommand({ policyName, target }));
      const policy = client.send(new DeletePolicyCommand({ policyName }));
      expect(await refusalOf(policy)).toEqual(CONFLICT);
      await client.send(new UpdateCertificateCommand({ certificateId, newStatus: 'INACTIVE' }));
      const certificate = client.send(new DeleteCertificateCommand({ certificateId }));
      expect(await refusalOf(certificate)).toEqual(CONFLICT);
      await client.send(new DetachPolicyCommand({ policyName, target }));
      await client.send(new DeletePolicyCommand({ policyName }));
      const gone = client.send(new GetPolicyCommand({ policyName }));
      expect(await refusalOf(gone)).toEqual(NOT_FOUND);
    },
  },
];
