import { randomBytes, type KeyObject, X509Certificate } from 'node:crypto';
import { PmSimError } from '../../runtime/errors.ts';
import { keyIdentifier, signCertificate, type Certificate, type Validity } from './certificate.ts';
import { parseCsr } from './csr.ts';
import { readElement, readSequence, type DerElement } from './der-reader.ts';
import { authorityExtensions, leafExtensions } from './extensions.ts';
import { createKeyPair, privateKeyPem, readPrivateKey, type KeyPair } from './keys.ts';
import { encodeName, type DistinguishedName } from './name.ts';
import { signRevocationList, type RevocationListFields } from './revocation-list.ts';

/** Source of unpredictable octets for serial numbers; the system's unless a test says otherwise. */
export type RandomOctets = (size: number) => Uint8Array;

export interface CertificateAuthority {
  readonly certificatePem: string;
  readonly certificate: X509Certificate;
  readonly privateKeyPem: string;
  /** A server certificate for these host names and addresses, with its new key. */
  issueServerCertificate(request: ServerRequest): IssuedCertificate;
  /**
   * A device certificate for the key and the subject of a PEM certification request.
   * @throws PmSimError as `parseCsr`, and `x509/no-common-name`
   */
  issueDeviceCertificate(csrPem: string, validity: Validity): Certificate;
  /** A list of certificates of this authority that are not to be trusted any more, PEM. */
  issueRevocationList(fields: RevocationListFields): string;
}

interface ServerRequest {
  readonly hosts: readonly string[];
  readonly validity: Validity;
}

interface IssuedCertificate extends Certificate {
  readonly privateKeyPem: string;
}

/** RFC 5280 §4.1.2.2: at most 20 octets, positive. */
const SERIAL_OCTETS = 20;

/** Makes a self-signed EC P-256 authority that may sign leaves only. */
export function createCertificateAuthority(options: {
  readonly name: DistinguishedName;
  readonly validity: Validity;
  /** The only hosts whose servers it may certify; any unless given. */
  readonly hosts?: readonly string[];
  readonly randomOctets?: RandomOctets;
}): CertificateAuthority {
  const { randomOctets = randomBytes, hosts = [] } = options;
  const keys = createKeyPair();
  const name = encodeName(options.name);
  const { pem } = signCertificate(
    {
      serial: serialNumber(randomOctets),
      issuer: name,
      subject: name,
      validity: options.validity,
      publicKeyInfo: keys.publicKeyInfo,
      extensions: authorityExtensions(keyIdentifier(keys.publicKeyInfo), hosts),
    },
    keys.privateKey,
  );
  return authority({ pem, privateKey: keys.privateKey, randomOctets });
}

/**
 * Takes up an authority from its two PEM texts.
 * @throws PmSimError `x509/bad-key` when the key is unreadable or not the certificate's
 */
export function loadCertificateAuthority(options: {
  readonly certificatePem: string;
  readonly privateKeyPem: string;
  readonly where: string;
  readonly randomOctets?: RandomOctets;
}): CertificateAuthority {
  const { certificatePem: pem, where, randomOctets = randomBytes } = options;
  const privateKey = readPrivateKey(options.privateKeyPem, where);
  if (!new X509Certificate(pem).checkPrivateKey(privateKey)) {
    throw new PmSimError(
      'x509/bad-key',
      `${where} is not the key of the authority's certificate.`,
      {
        hint: 'Restore the pair from one backup, or remove both to start a new authority.',
      },
    );
  }
  return authority({ pem, privateKey, randomOctets });
}

interface Signer {
  readonly pem: string;
  readonly privateKey: KeyObject;
  readonly randomOctets: RandomOctets;
}

function authority({ pem, privateKey, randomOctets }: Signer): CertificateAuthority {
  const certificate = new X509Certificate(pem);
  const issuer = subjectOf(certificate.raw);
  const issuerKeyId = keyIdentifier(certificate.publicKey.export({ type: 'spki', format: 'der' }));
  const issue = (leaf: Leaf): Certificate =>
    signCertificate(
      {
        serial: serialNumber(randomOctets),
        issuer,
        subject: leaf.subject,
        validity: leaf.validity,
        publicKeyInfo: leaf.publicKeyInfo,
        extensions: leafExtensions({
          purpose: leaf.purpose,
          keyId: keyIdentifier(leaf.publicKeyInfo),
          issuerKeyId,
          hosts: leaf.hosts ?? [],
        }),
      },
      privateKey,
    );
  return {
    certificatePem: pem,
    certificate,
    privateKeyPem: privateKeyPem(privateKey),
    issueServerCertificate: (request) => issueServer(request, issue),
    issueDeviceCertificate: (csrPem, validity) => issueDevice(csrPem, validity, issue),
    issueRevocationList: (fields) =>
      signRevocationList(fields, { name: issuer, keyId: issuerKeyId, key: privateKey }),
  };
}

interface Leaf {
  readonly purpose: 'serverAuth' | 'clientAuth';
  readonly subject: Uint8Array;
  readonly publicKeyInfo: Uint8Array;
  readonly validity: Validity;
  readonly hosts?: readonly string[];
}

function issueServer(
  { hosts, validity }: ServerRequest,
  issue: (leaf: Leaf) => Certificate,
): IssuedCertificate {
  const keys: KeyPair = createKeyPair();
  const subject = encodeName({ commonName: hosts[0] ?? 'localhost', organization: 'pm-sim' });
  const certificate = issue({
    purpose: 'serverAuth',
    subject,
    publicKeyInfo: keys.publicKeyInfo,
    validity,
    hosts,
  });
  return { ...certificate, privateKeyPem: privateKeyPem(keys.privateKey) };
}

function issueDevice(
  csrPem: string,
  validity: Validity,
  issue: (leaf: Leaf) => Certificate,
): Certificate {
  const { commonName, subject, publicKeyInfo } = parseCsr(csrPem);
  if (commonName === undefined || commonName === '') {
    throw new PmSimError('x509/no-common-name', 'The certification request has no common name.', {
      hint: "Make the request with the thing's name as its common name (CN).",
    });
  }
  return issue({ purpose: 'clientAuth', subject, publicKeyInfo, validity });
}

/** Positive and of full length: the top bit is cleared, the next one set. */
function serialNumber(randomOctets: RandomOctets): Buffer {
  const octets = Buffer.from(randomOctets(SERIAL_OCTETS));
  octets[0] = ((octets[0] ?? 0) & 0x7f) | 0x40;
  return octets;
}

/** The subject exactly as encoded, since an issuer must match it octet by octet. */
function subjectOf(der: Buffer): Buffer {
  const [toBeSigned] = readSequence(readElement(der), 3);
  return (readSequence(toBeSigned, 7)[5] as DerElement).whole;
}
