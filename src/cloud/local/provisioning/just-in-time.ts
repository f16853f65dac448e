import type { X509Certificate } from 'node:crypto';
import type { Log } from '../../../runtime/log.ts';
import { messageOf } from '../../../runtime/errors.ts';
import { certificateId, validityOf } from '../../x509/certificate.ts';
import { attributeValues, certificateAttributes } from '../identity/certificate-attributes.ts';
import type { IdentityRegistry } from '../identity/identity-registry.ts';
import { AwsFault } from '../service.ts';
import type { AuthorityRecord } from './authority-table.ts';
import { registerThing } from './register-thing.ts';
import { parseTemplate, type ProvisioningTemplate } from './template.ts';

export interface JustInTimeOptions {
  readonly registry: IdentityRegistry;
  /** ms since the epoch, the machine's time of day. */
  readonly now: () => number;
  /** Tells subscribers and rules. */
  readonly publish: (topic: string, document: object) => void;
  readonly log: Log;
}

/**
 * Takes up a certificate that nobody has registered when its authority says so: its first connection
 * ends, a later one gets in. Without a template it waits for whoever hears of it to activate it (developer guide,
 * auto-register-device-cert); with one it is provisioned at once (jit-provisioning). Returns whether
 * it did anything.
 */
export function createJustInTime(
  options: JustInTimeOptions,
): (certificate: X509Certificate) => boolean {
  const { registry, log } = options;
  return (certificate) => {
    const authority = registry.authorities.signerOf(certificate);
    const { notBefore, notAfter } = validityOf(certificate);
    const now = options.now();
    if (authority === undefined || now < notBefore || now >= notAfter) return false;
    const known = registry.certificates.find(certificateId(certificate.raw));
    // One whose provisioning failed is tried again: somebody may have mended the template.
    if (known !== undefined && (known.status !== 'PENDING_ACTIVATION' || !authority.template)) {
      return false;
    }
    const { id } = known ?? register(options, certificate, authority);
    if (authority.template === undefined) return true;
    try {
      const template = templateOf(registry, authority.template);
      registerThing(registry, {
        template,
        certificateId: id,
        parameters: parametersOf(certificate),
      });
    } catch (error) {
      if (!(error instanceof AwsFault)) throw error;
      const text = `The certificate ${id} could not be provisioned: ${messageOf(error)}`;
      log({ level: 'warn', area: 'identity', text });
    }
    return true;
  };
}

function register(
  { registry, now, publish }: JustInTimeOptions,
  certificate: X509Certificate,
  authority: AuthorityRecord,
) {
  const record = registry.certificates.register(
    certificate.toString(),
    'PENDING_ACTIVATION',
    authority.id,
  );
  if (authority.template === undefined) {
    publish(`$aws/events/certificates/registered/${authority.id}`, {
      certificateId: record.id,
      caCertificateId: authority.id,
      timestamp: Math.floor(now()),
      certificateStatus: record.status,
      awsAccountId: registry.account.accountId,
      certificateRegistrationTimestamp: String(Math.floor(record.createdAt)),
    });
  }
  return record;
}

function templateOf(
  registry: IdentityRegistry,
  { name, body }: NonNullable<AuthorityRecord['template']>,
): ProvisioningTemplate {
  if (name === undefined) return parseTemplate(body ?? '');
  const { enabled, type } = registry.templates.get(name);
  if (enabled && type === 'JITP') return registry.templates.compiled(name);
  throw new AwsFault(
    'InvalidRequestException',
    `Template ${name} is not enabled for just-in-time provisioning.`,
  );
}

/** What a template may ask of the subject (jit-provisioning), and what that is called in policies. */
const PARAMETERS = {
  Country: 'Country',
  Organization: 'Organization',
  OrganizationalUnit: 'OrganizationalUnit',
  DistinguishedNameQualifier: 'DistinguishedNameQualifier',
  StateName: 'State',
  CommonName: 'CommonName',
  SerialNumber: 'SerialNumber',
} as const;

function parametersOf(certificate: X509Certificate): Record<string, string> {
  const attributes = certificateAttributes(certificate);
  return Object.fromEntries(
    Object.entries(PARAMETERS).flatMap(([name, attribute]) => {
      const [value] = attributeValues(attributes, `Subject.${attribute}`) ?? [];
      return value === undefined ? [] : [[`AWS::IoT::Certificate::${name}`, value] as const];
    }),
  );
}
