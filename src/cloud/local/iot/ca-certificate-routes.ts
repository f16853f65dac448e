import { z } from 'zod';
import { iotArn } from '../identity/arn.ts';
import { invalidRequest } from '../identity/faults.ts';
import type { IdentityRegistry } from '../identity/identity-registry.ts';
import type { AuthorityRecord } from '../provisioning/authority-table.ts';
import { parseTemplate } from '../provisioning/template.ts';
import { label, page, queryFlag, type RestCall, type RestRoute } from './rest.ts';

const PAGE = { token: 'marker', size: 'pageSize', sizeMax: 250 };

const registrationConfig = z
  .strictObject({
    templateName: z.string().optional(),
    templateBody: z.string().optional(),
    roleArn: z.string().optional(),
  })
  .optional();
const registerBody = z.strictObject({
  caCertificate: z.string(),
  verificationCertificate: z.string().optional(),
  certificateMode: z.enum(['DEFAULT', 'SNI_ONLY']).default('DEFAULT'),
  registrationConfig,
  tags: z.array(z.unknown()).max(0).optional(),
});
const updateBody = z.strictObject({
  registrationConfig,
  removeAutoRegistration: z.boolean().optional(),
});

/** Certificate authorities of others, for devices that bring a certificate along. */
export function caCertificateRoutes(registry: IdentityRegistry): RestRoute[] {
  return [...writingRoutes(registry), ...readingRoutes(registry)];
}

function writingRoutes(registry: IdentityRegistry): RestRoute[] {
  const { authorities } = registry;
  return [
    {
      operation: 'RegisterCACertificate',
      method: 'POST',
      path: '/cacertificate',
      run(call) {
        const body = call.body(registerBody);
        const settings = {
          active: queryFlag(call, 'setAsActive'),
          autoRegistration: queryFlag(call, 'allowAutoRegistration'),
          mode: body.certificateMode,
          ...templateSettings(registry, body.registrationConfig),
        };
        const { caCertificate, verificationCertificate } = body;
        return named(
          registry,
          authorities.register(caCertificate, settings, verificationCertificate),
        );
      },
    },
    {
      operation: 'UpdateCACertificate',
      method: 'PUT',
      path: '/cacertificate/{certificateId}',
      run: (call) => updateAuthority(registry, call),
    },
    {
      operation: 'DeleteCACertificate',
      method: 'DELETE',
      path: '/cacertificate/{certificateId}',
      run: (call) => authorities.delete(label(call, 'certificateId')),
    },
  ];
}

function readingRoutes(registry: IdentityRegistry): RestRoute[] {
  const { authorities } = registry;
  return [
    {
      operation: 'GetRegistrationCode',
      method: 'GET',
      path: '/registrationcode',
      run: () => ({ registrationCode: authorities.registrationCode() }),
    },
    {
      operation: 'DescribeCACertificate',
      method: 'GET',
      path: '/cacertificate/{certificateId}',
      run: (call) => described(registry, authorities.get(label(call, 'certificateId'))),
    },
    {
      operation: 'ListCACertificates',
      method: 'GET',
      path: '/cacertificates',
      run(call) {
        const { items, next } = page(call, authorities.list(), PAGE);
        return { certificates: items.map((each) => summary(registry, each)), nextMarker: next };
      },
    },
  ];
}

function updateAuthority({ authorities, ...registry }: IdentityRegistry, call: RestCall): void {
  const body = call.body(updateBody);
  const status = call.query.get('newStatus');
  const automatic = call.query.get('newAutoRegistrationStatus');
  authorities.update(label(call, 'certificateId'), {
    ...(status === null ? {} : { active: oneOf(status, ['INACTIVE', 'ACTIVE']) }),
    ...(automatic === null ? {} : { autoRegistration: oneOf(automatic, ['DISABLE', 'ENABLE']) }),
    ...templateSettings(registry, body.registrationConfig),
    ...(body.removeAutoRegistration === true
      ? { autoRegistration: false, template: undefined, roleArn: undefined }
      : {}),
  });
}

function templateSettings(
  { templates }: Pick<IdentityRegistry, 'templates'>,
  config: z.output<typeof registrationConfig>,
): Pick<AuthorityRecord, 'template' | 'roleArn'> {
  const { templateName: name, templateBody: body, roleArn } = config ?? {};
  if (name !== undefined && body !== undefined) {
    throw invalidRequest('Give templateName or templateBody, not both.');
  }
  if (name !== undefined) templates.get(name);
  if (body !== undefined) parseTemplate(body);
  if (name === undefined && body === undefined) return {};
  return {
    template: { ...(name === undefined ? {} : { name }), ...(body === undefined ? {} : { body }) },
    ...(roleArn === undefined ? {} : { roleArn }),
  };
}

function oneOf(value: string, [off, on]: readonly [string, string]): boolean {
  if (value === off || value === on) return value === on;
  throw invalidRequest(`A status must be ${on} or ${off}, got ${value}.`);
}

function named(registry: IdentityRegistry, { id }: AuthorityRecord) {
  return { certificateArn: iotArn(registry.account, `cacert/${id}`), certificateId: id };
}

function summary(registry: IdentityRegistry, authority: AuthorityRecord) {
  return {
    ...named(registry, authority),
    status: authority.active ? 'ACTIVE' : 'INACTIVE',
    creationDate: authority.createdAt / 1_000,
  };
}

function described(registry: IdentityRegistry, authority: AuthorityRecord): object {
  const { template } = authority;
  return {
    certificateDescription: {
      ...summary(registry, authority),
      certificatePem: authority.pem,
      ownedBy: registry.account.accountId,
      autoRegistrationStatus: authority.autoRegistration ? 'ENABLE' : 'DISABLE',
      lastModifiedDate: authority.modifiedAt / 1_000,
      certificateMode: authority.mode,
      validity: { notBefore: authority.notBefore / 1_000, notAfter: authority.notAfter / 1_000 },
    },
    ...(template === undefined
      ? {}
      : {
          registrationConfig: {
            templateName: template.name,
            templateBody: template.body,
            roleArn: authority.roleArn,
          },
        }),
  };
}
