import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../../runtime/clock.ts';
import { PmSimError, messageOf } from '../../../runtime/errors.ts';
import type { Log } from '../../../runtime/log.ts';
import type { CertificateAuthority, RandomOctets } from '../../x509/authority.ts';
import type { Certificate } from '../../x509/certificate.ts';
import { LOCAL_ACCOUNT, type Account } from './arn.ts';
import {
  openAuthority,
  openServerIdentity,
  validityFrom,
  type AuthorityFilesOptions,
  type ServerIdentity,
} from './authority-files.ts';
import { openCertificateTable, type CertificateTable } from './certificates.ts';
import { revocationListOf } from './revocation-list.ts';
import { judgePeer, type PeerVerdict } from './peer.ts';
import { openPolicyTable, type PolicyTable } from './policies.ts';
import type { PolicySubject } from './policy.ts';
import { bindPolicies, type Decide } from './policy-decision.ts';
import type { CertificateRecord, CertificateStatus } from './records.ts';
import { openRoleAliasTable, type RoleAliasTable } from '../credentials/role-alias-table.ts';
import { openAuthorityTable, type AuthorityTable } from '../provisioning/authority-table.ts';
import { openOwnershipTable, type OwnershipTable } from '../provisioning/ownership.ts';
import { openTemplateTable, type TemplateTable } from '../provisioning/template-table.ts';
import { openThingGroupTable, type ThingGroupTable } from './thing-groups.ts';
import { openThingTypeTable, type ThingTypeTable } from './thing-types.ts';
import type { TableOptions } from './table.ts';
import { openThingTable, type ThingTable } from './things.ts';

export interface IdentityRegistryOptions {
  readonly stateDir: string;
  /**
   * The machine's time of day, never a simulated one: devices check the server's certificate
   * against their own clock, and certificates outlive a simulated run.
   */
  readonly wallClock: Clock;
  readonly log: Log;
  readonly account?: Account;
  /** Host names and addresses that the server's certificate is for, besides the loopback's. */
  readonly hosts?: readonly string[];
  /** Validity of the device certificates issued here, days. */
  readonly deviceCertificateDays?: number;
  /** Source of serial numbers; the system's unless a test says otherwise. */
  readonly randomOctets?: RandomOctets;
}

/** Who exists, what they hold, and what they may do. State is in `stateDir/identity`. */
export interface IdentityRegistry {
  readonly account: Account;
  readonly caPem: string;
  readonly server: ServerIdentity;
  readonly things: ThingTable;
  readonly thingTypes: ThingTypeTable;
  readonly thingGroups: ThingGroupTable;
  readonly certificates: CertificateTable;
  readonly policies: PolicyTable;
  readonly authorities: AuthorityTable;
  readonly roleAliases: RoleAliasTable;
  readonly templates: TemplateTable;
  readonly ownership: OwnershipTable;
  /** Certifies the key of a PEM certification request and registers the certificate. */
  issueCertificate(csrPem: string, status: CertificateStatus): CertificateRecord;
  /** A signed list of this authority's certificates that let nobody in any more, PEM; good for so many days. */
  revocationList(days: number): string;
  /** Judges a peer's certificate, DER; nothing when it sent none. */
  judge(der: Uint8Array | undefined): PeerVerdict;
  /** What a client of that name may do with that certificate, as of now. */
  decisions(client: ClientIdentity): Decide;
  /** Calls after every change to statuses, policies and attachments; returns how to stop. */
  onChange(listener: () => void): () => void;
  [Symbol.asyncDispose](): Promise<void>;
}

type ClientIdentity = Omit<PolicySubject, 'thing'>;

const LOOPBACK_HOSTS = ['localhost', '127.0.0.1', '::1'];
/** A quarter: long enough for any soak test, short enough that rotation is exercised. */
const DEVICE_CERTIFICATE_DAYS = 90;

/**
 * Opens the registry, made on the first run.
 * @throws PmSimError `identity/…`, `state/…`, `x509/bad-key`: which file, and what to do
 */
export async function createIdentityRegistry(
  options: IdentityRegistryOptions,
): Promise<IdentityRegistry> {
  const { wallClock, log, account = LOCAL_ACCOUNT } = options;
  const folder = await makeFolder(join(options.stateDir, 'identity'));
  const files: AuthorityFilesOptions = {
    folder,
    wallClock,
    log,
    ...(options.randomOctets === undefined ? {} : { randomOctets: options.randomOctets }),
  };
  const hosts = [...new Set([...LOOPBACK_HOSTS, ...(options.hosts ?? [])])];
  const authority = await openAuthority(hosts, files);
  const server = await openServerIdentity(authority, hosts, files);
  const listeners = new Set<() => void>();
  const changed = (): void => {
    for (const listener of listeners) listener();
  };
  const table = { folder, log, now: () => wallClock.now(), newId: () => randomUUID(), changed };
  const tables = openTables(table);
  return {
    account,
    caPem: authority.certificatePem,
    server,
    ...tables,
    issueCertificate: (csrPem, status) =>
      tables.certificates.add(issue(authority, csrPem, options), status),
    revocationList: (days) =>
      revocationListOf(authority, tables.certificates.ended(), { now: wallClock.now(), days }),
    judge: (der) =>
      judgePeer(der, { certificates: tables.certificates, authority, now: wallClock.now() }),
    decisions: (client) => decisionsOf(tables, client),
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    [Symbol.asyncDispose]() {
      for (const each of Object.values(tables)) each.close();
      return Promise.resolve();
    },
  };
}

function openTables(table: TableOptions) {
  const certificates = openCertificateTable(table);
  return {
    things: openThingTable(table),
    thingTypes: openThingTypeTable(table),
    thingGroups: openThingGroupTable(table),
    certificates,
    policies: openPolicyTable(table),
    authorities: openAuthorityTable(table),
    roleAliases: openRoleAliasTable(table),
    templates: openTemplateTable(table),
    ownership: openOwnershipTable(table, certificates),
  };
}

function issue(
  authority: CertificateAuthority,
  csrPem: string,
  options: IdentityRegistryOptions,
): Certificate {
  const days = options.deviceCertificateDays ?? DEVICE_CERTIFICATE_DAYS;
  return authority.issueDeviceCertificate(csrPem, validityFrom(options.wallClock.now(), days));
}

function decisionsOf(
  tables: Pick<IdentityRegistry, 'things' | 'certificates' | 'policies'>,
  client: ClientIdentity,
): Decide {
  const policies = tables.certificates.find(client.certificateId)?.policies ?? [];
  const thing = tables.things.find(client.clientId);
  const attached = thing?.principals.includes(client.certificateId) === true;
  return bindPolicies(
    policies.map((name) => tables.policies.compiled(name)),
    { ...client, thing: attached ? thing : undefined },
  );
}

async function makeFolder(folder: string): Promise<string> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return folder;
  } catch (cause) {
    throw new PmSimError('identity/unwritable', `Cannot make ${folder}: ${messageOf(cause)}.`, {
      hint: 'Give yourself write access to the state folder, or choose another with --state.',
      cause,
    });
  }
}
