import { PmSimError } from '../../runtime/errors.ts';
import { TAG, element, objectIdentifier, sequence, setOf, utf8String } from './der.ts';
import { readChildren, readObjectIdentifier, readSequence, type DerElement } from './der-reader.ts';
import { OID } from './oids.ts';

/** RFC 5280 appendix A: ub-common-name and ub-organization-name, characters. */
const NAME_CHARACTERS_MAX = 64;

export interface DistinguishedName {
  readonly commonName: string;
  readonly organization?: string;
}

/**
 * X.501 Name as DER.
 * @throws PmSimError `x509/name-too-long`
 */
export function encodeName(name: DistinguishedName): Buffer {
  const organization =
    name.organization === undefined ? [] : [attribute(OID.organizationName, name.organization)];
  return element(TAG.sequence, ...organization, attribute(OID.commonName, name.commonName));
}

/** The first common name in an X.501 Name, if it has one in a UTF-8 or ASCII string type. */
export function readCommonName(name: DerElement): string | undefined {
  for (const relative of readSequence(name, 0)) {
    for (const pair of readChildren(relative)) {
      const [type, value] = readSequence(pair, 2);
      if (readObjectIdentifier(type) === OID.commonName) return value?.contents.toString('utf8');
    }
  }
  return undefined;
}

function attribute(type: string, value: string): Buffer {
  if (value.length > NAME_CHARACTERS_MAX) {
    throw new PmSimError('x509/name-too-long', `"${value}" has ${value.length} characters.`, {
      hint: `Use a name of at most ${NAME_CHARACTERS_MAX} characters, which is all that a certificate holds.`,
    });
  }
  return setOf(sequence(objectIdentifier(type), utf8String(value)));
}
