import type { X509Certificate } from 'node:crypto';

/** Attributes of a certificate by the names that policies call them: `Subject.CommonName` → values. */
export type CertificateAttributes = ReadonlyMap<string, readonly string[]>;

/** Short names of attribute types, as openssl writes them (developer guide, cert-policy-variables). */
const NAMES: Readonly<Record<string, string>> = {
  CN: 'CommonName',
  C: 'Country',
  O: 'Organization',
  OU: 'OrganizationalUnit',
  ST: 'State',
  serialNumber: 'SerialNumber',
  title: 'Title',
  SN: 'Surname',
  GN: 'GivenName',
  initials: 'Initials',
  pseudonym: 'Pseudonym',
  generationQualifier: 'GenerationQualifier',
  dnQualifier: 'DistinguishedNameQualifier',
};
/** Limits of the same page: further values are ignored, longer ones stand for nothing. */
const VALUES_MAX = 5;
const VALUE_CHARACTERS_MAX = 1_024;

/** What policies can ask of a certificate. Alternative names are not modelled. */
export function certificateAttributes(
  certificate: X509Certificate | undefined,
): CertificateAttributes {
  const found = new Map<string, string[]>();
  if (certificate === undefined) return found;
  addName(found, 'Subject', certificate.subject);
  addName(found, 'Issuer', certificate.issuer);
  found.set('SerialNumber', [certificate.serialNumber]);
  return found;
}

function addName(found: Map<string, string[]>, owner: string, lines: string | undefined): void {
  for (const line of (lines ?? '').split('\n')) {
    const at = line.indexOf('=');
    const name = NAMES[line.slice(0, at)];
    if (name === undefined) continue;
    const key = `${owner}.${name}`;
    const values = found.get(key) ?? [];
    if (values.length < VALUES_MAX) found.set(key, [...values, line.slice(at + 1)]);
  }
}

/**
 * Values of `Subject.Organization`, its second of `Subject.Organization.1`, all of
 * `Subject.Organization.List`. A value with a wildcard, or a long one, stands for nothing.
 */
export function attributeValues(
  attributes: CertificateAttributes,
  name: string,
): readonly string[] | undefined {
  const [, key = '', which = '0'] = /^(.+?)(?:\.(\d+|List))?$/u.exec(name) ?? [];
  const values = (attributes.get(key) ?? []).filter(isPlain);
  if (which === 'List') return values.length === 0 ? undefined : values;
  const value = values[Number(which)];
  return value === undefined ? undefined : [value];
}

function isPlain(value: string): boolean {
  return value.length <= VALUE_CHARACTERS_MAX && !/[*?]/u.test(value);
}
