import {
  CreateProvisioningTemplateCommand,
  DeleteProvisioningTemplateCommand,
  DescribeProvisioningTemplateCommand,
  ListProvisioningTemplatesCommand,
  UpdateProvisioningTemplateCommand,
} from '@aws-sdk/client-iot';
import { describe, expect, it } from 'vitest';
import { iotBench } from '../../aws/provisioning.ts';
import { openRegistry, temporaryFolder } from '../identity/fixtures.ts';
import { TEMPLATE } from '../provisioning/fixtures.ts';

const roleArn = 'arn:aws:iam::000000000000:role/provisioning';
const wanted = (templateBody: object | string) => ({
  templateName: 'fleet',
  templateBody: typeof templateBody === 'string' ? templateBody : JSON.stringify(templateBody),
  provisioningRoleArn: roleArn,
});

describe('provisioning templates of the control plane', () => {
  it('are made, described, listed, changed and deleted, and outlive a restart', async () => {
    await using folder = await temporaryFolder();
    {
      await using registry = await openRegistry(folder.path);
      await using bench = iotBench(registry);
      const made = await bench.iot.send(new CreateProvisioningTemplateCommand(wanted(TEMPLATE)));
      expect(made).toMatchObject({
        templateArn: 'arn:aws:iot:us-east-1:000000000000:provisioningtemplate/fleet',
        defaultVersionId: 1,
      });
    }
    await using registry = await openRegistry(folder.path);
    await using bench = iotBench(registry);
    const { iot } = bench;
    const describeIt = () =>
      iot.send(new DescribeProvisioningTemplateCommand({ templateName: 'fleet' }));
    expect(await describeIt()).toMatchObject({
      enabled: false,
      type: 'FLEET_PROVISIONING',
      provisioningRoleArn: roleArn,
      templateBody: JSON.stringify(TEMPLATE),
    });
    const change = { templateName: 'fleet', enabled: true, description: 'turbines' };
    await iot.send(new UpdateProvisioningTemplateCommand(change));
    expect(await describeIt()).toMatchObject({ enabled: true, description: 'turbines' });
    const { templates } = await iot.send(new ListProvisioningTemplatesCommand({}));
    expect(templates?.map(({ templateName }) => templateName)).toEqual(['fleet']);
    await iot.send(new DeleteProvisioningTemplateCommand({ templateName: 'fleet' }));
    await expect(describeIt()).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  const { certificate, thing } = TEMPLATE.Resources;
  it.each([
    ['no JSON', '{', /not JSON/u],
    ['no certificate', { Resources: { thing } }, /exactly one certificate/u],
    [
      'what would not be obeyed',
      {
        Resources: {
          certificate,
          thing: { ...thing, Properties: { ThingName: 'a', BillingGroup: 'b' } },
        },
      },
      /BillingGroup/u,
    ],
  ])('are refused with %s', async (_, body, message) => {
    await using folder = await temporaryFolder();
    await using registry = await openRegistry(folder.path);
    await using bench = iotBench(registry);
    await expect(
      bench.iot.send(new CreateProvisioningTemplateCommand(wanted(body))),
    ).rejects.toMatchObject({
      name: 'InvalidRequestException',
      message: expect.stringMatching(message) as string,
    });
  });
});
