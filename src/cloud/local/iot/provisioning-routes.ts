import { z } from 'zod';
import { iotArn } from '../identity/arn.ts';
import { invalidRequest } from '../identity/faults.ts';
import type { IdentityRegistry } from '../identity/identity-registry.ts';
import type { TemplateRecord } from '../provisioning/template-table.ts';
import { label, page, type RestRoute } from './rest.ts';

const PAGE = { token: 'nextToken', size: 'maxResults', sizeMax: 250 };
/** Versions of templates are not modelled; every template has its first. */
const VERSION_ID = 1;

const createBody = z.strictObject({
  templateName: z.string(),
  templateBody: z.string(),
  provisioningRoleArn: z.string(),
  description: z.string().optional(),
  /** API reference: false unless given. */
  enabled: z.boolean().default(false),
  preProvisioningHook: z.unknown().optional(),
  tags: z.array(z.unknown()).max(0).optional(),
  type: z.enum(['FLEET_PROVISIONING', 'JITP']).default('FLEET_PROVISIONING'),
});
const updateBody = z.strictObject({
  description: z.string().optional(),
  enabled: z.boolean().optional(),
  provisioningRoleArn: z.string().optional(),
});

/** Provisioning templates. */
export function provisioningRoutes(registry: IdentityRegistry): RestRoute[] {
  return [...writingRoutes(registry), ...readingRoutes(registry)];
}

function writingRoutes(registry: IdentityRegistry): RestRoute[] {
  const { templates } = registry;
  return [
    {
      operation: 'CreateProvisioningTemplate',
      method: 'POST',
      path: '/provisioning-templates',
      run: (call) => createTemplate(registry, call.body(createBody)),
    },
    {
      operation: 'UpdateProvisioningTemplate',
      method: 'PATCH',
      path: '/provisioning-templates/{templateName}',
      run(call) {
        const { provisioningRoleArn: roleArn, ...rest } = call.body(updateBody);
        const change = Object.entries({ ...rest, roleArn }).filter(
          ([, each]) => each !== undefined,
        );
        templates.update(label(call, 'templateName'), Object.fromEntries(change));
      },
    },
    {
      operation: 'DeleteProvisioningTemplate',
      method: 'DELETE',
      path: '/provisioning-templates/{templateName}',
      run: (call) => templates.delete(label(call, 'templateName')),
    },
  ];
}

function createTemplate(registry: IdentityRegistry, body: z.output<typeof createBody>): object {
  const { templateName: name, templateBody, provisioningRoleArn: roleArn } = body;
  const { description, enabled, type, preProvisioningHook } = body;
  if (preProvisioningHook !== undefined) {
    throw invalidRequest('The local twin has no pre-provisioning hooks; leave it out.');
  }
  const template = { name, body: templateBody, roleArn, description, enabled, type };
  return {
    ...named(registry, registry.templates.create(template)),
    defaultVersionId: VERSION_ID,
  };
}

function readingRoutes(registry: IdentityRegistry): RestRoute[] {
  const { templates } = registry;
  return [
    {
      operation: 'DescribeProvisioningTemplate',
      method: 'GET',
      path: '/provisioning-templates/{templateName}',
      run(call) {
        const template = templates.get(label(call, 'templateName'));
        return {
          ...summary(registry, template),
          defaultVersionId: VERSION_ID,
          templateBody: template.body,
          provisioningRoleArn: template.roleArn,
        };
      },
    },
    {
      operation: 'ListProvisioningTemplates',
      method: 'GET',
      path: '/provisioning-templates',
      run(call) {
        const { items, next } = page(call, templates.list(), PAGE);
        return { templates: items.map((each) => summary(registry, each)), nextToken: next };
      },
    },
  ];
}

function named(registry: IdentityRegistry, { name }: TemplateRecord) {
  return {
    templateArn: iotArn(registry.account, `provisioningtemplate/${name}`),
    templateName: name,
  };
}

function summary(registry: IdentityRegistry, template: TemplateRecord) {
  return {
    ...named(registry, template),
    description: template.description,
    creationDate: template.createdAt / 1_000,
    lastModifiedDate: template.modifiedAt / 1_000,
    enabled: template.enabled,
    type: template.type,
  };
}
