import { attributeValues } from './certificate-attributes.ts';
import type { PolicySubject } from './policy.ts';

type ValuesOf = (subject: PolicySubject) => readonly string[] | undefined;

const one =
  (value: (subject: PolicySubject) => string | undefined): ValuesOf =>
  (subject) => {
    const found = value(subject);
    return found === undefined ? undefined : [found];
  };

/** Policy variables and condition keys with the values that each has for a subject. */
const VALUES: Readonly<Record<string, ValuesOf>> = {
  'iot:ClientId': one((subject) => subject.clientId),
  'aws:SourceIp': one((subject) => subject.sourceIp),
  'iot:CertificateId': one((subject) => subject.certificateId),
  'iot:Connection.Thing.ThingName': one((subject) => subject.thing?.name),
  'iot:Connection.Thing.ThingTypeName': one((subject) => subject.thing?.type),
  'iot:Connection.Thing.IsAttached': one((subject) => String(subject.thing !== undefined)),
  'iot:ConnectAttributes': (subject) => subject.connectAttributes,
};

const CERTIFICATE = 'iot:Certificate.';

/**
 * Values of a policy variable or condition key (developer guide, basic-policy-variables,
 * thing-policy-variables, cert-policy-variables); `${*}`, `${?}` and `${$}` are themselves.
 */
export function valuesOf(name: string, subject: PolicySubject): readonly string[] | undefined {
  if (name === '*' || name === '?' || name === '$') return [name];
  if (name.startsWith(CERTIFICATE)) {
    return attributeValues(subject.certificate, name.slice(CERTIFICATE.length));
  }
  const attribute = /^iot:Connection\.Thing\.Attributes\[(.+)\]$/u.exec(name)?.[1];
  if (attribute !== undefined) return one(({ thing }) => thing?.attributes[attribute])(subject);
  return Object.hasOwn(VALUES, name) ? VALUES[name]?.(subject) : undefined;
}

/** The first value, which is the one that a variable stands for. */
export function valueOf(name: string, subject: PolicySubject): string | undefined {
  return valuesOf(name, subject)?.[0];
}
