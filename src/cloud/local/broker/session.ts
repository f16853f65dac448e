import type { Client } from 'aedes';
import { iotArn, type Account } from '../identity/arn.ts';
import type { CertificateRecord } from '../identity/records.ts';
import type { PolicySubject } from '../identity/policy.ts';
import type { Decide, MqttAction } from '../identity/policy-decision.ts';
import type { DisconnectReason } from './events.ts';
import type { Lane } from './publish-lanes.ts';

/** What the certificate and the socket say of the device, for policy variables. */
export type SessionSubject = Pick<PolicySubject, 'certificate' | 'connectAttributes' | 'sourceIp'>;

/** What the broker knows of one connected device. */
export interface Session {
  readonly client: Client;
  readonly clientId: string;
  readonly certificate: CertificateRecord;
  readonly subject: SessionSubject;
  readonly lane: Lane;
  /** Whether policy allows the action; the resource is what follows the account in its ARN. */
  allows(action: MqttAction, resource: string): boolean;
  /** Takes up changed policies. */
  rebind(decide: Decide): void;
  /** Set before the broker ends the connection. */
  disconnectReason: DisconnectReason | undefined;
  /** Nothing more is accepted from it. */
  refused: boolean;
  /** Topic filters, each counted once however often it is asked for. */
  readonly subscriptions: Set<string>;
  /** It has asked for more subscriptions than it may have. */
  exceeded: boolean;
  readonly rate: PublishRate;
}

/** Tokens left, when they were counted, and when a discarded publish was last told of. */
interface PublishRate {
  tokens: number;
  at: number;
  toldAt: number;
}

export interface SessionParts {
  readonly client: Client;
  readonly certificate: CertificateRecord;
  readonly subject: SessionSubject;
  readonly lane: Lane;
  readonly decide: Decide;
  readonly account: Account;
  readonly rate: PublishRate;
}

/** Decisions kept for a connection: a device uses a handful of topics. */
const DECISIONS_MAX = 128;

export function createSession(parts: SessionParts): Session {
  const { client, account } = parts;
  let decide = parts.decide;
  const decisions = new Map<string, boolean>();
  return {
    client,
    clientId: client.id,
    certificate: parts.certificate,
    subject: parts.subject,
    lane: parts.lane,
    allows(action, resource) {
      const key = `${action} ${resource}`;
      const known = decisions.get(key);
      if (known !== undefined) return known;
      const allowed = decide(action, iotArn(account, resource));
      if (decisions.size >= DECISIONS_MAX) decisions.clear();
      decisions.set(key, allowed);
      return allowed;
    },
    rebind(changed) {
      decide = changed;
      decisions.clear();
    },
    disconnectReason: undefined,
    refused: false,
    subscriptions: new Set(),
    exceeded: false,
    rate: parts.rate,
  };
}
