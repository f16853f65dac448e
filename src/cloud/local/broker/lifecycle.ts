import type { Aedes, Client } from 'aedes';
import { REASON_CODE, evict, type BrokerContext } from './context.ts';
import type { DisconnectReason } from './events.ts';
import type { Session } from './session.ts';
import { watchSubscriptions } from './subscribe-limit.ts';

/** Turns aedes's events into lifecycle events, refusals and log lines. */
export function watchConnections(aedes: Aedes, context: BrokerContext): void {
  watchSubscriptions(aedes, context);
  aedes.on('clientReady', (client) => {
    const session = context.sessions.get(client);
    if (session === undefined) return;
    context.live.set(session.clientId, session);
    context.onConnection({
      type: 'connected',
      clientId: session.clientId,
      principal: session.certificate.id,
      protocolVersion: client.version,
    });
  });
  aedes.on('clientDisconnect', (client) => disconnected(context, client));
  aedes.on('keepaliveTimeout', (client) => {
    const session = context.sessions.get(client);
    if (session !== undefined) session.disconnectReason ??= 'MQTT_KEEP_ALIVE_TIMEOUT';
  });
  aedes.on('clientError', (client, error) => {
    context.log({ level: 'debug', area: 'broker', text: `${client.id}: ${error.message}` });
  });
  aedes.on('connectionError', (client, error) => unconnected(context, client, error));
}

/**
 * Applies changed policies and statuses to the connections that are up, once per turn of the event
 * loop however many changes there were. Returns how to stop.
 */
export function watchRegistry(context: BrokerContext): () => void {
  const { registry } = context;
  let scheduled: NodeJS.Immediate | undefined;
  const apply = (): void => {
    scheduled = undefined;
    for (const session of context.live.values()) reconsider(context, session);
  };
  const stop = registry.onChange(() => {
    scheduled ??= setImmediate(apply);
  });
  return () => {
    stop();
    clearImmediate(scheduled);
  };
}

function reconsider(context: BrokerContext, session: Session): void {
  const { id: certificateId } = session.certificate;
  const status = context.registry.certificates.find(certificateId)?.status;
  if (status === 'ACTIVE') {
    session.rebind(
      context.registry.decisions({ clientId: session.clientId, certificateId, ...session.subject }),
    );
    return;
  }
  evict(context, session, {
    event: {
      stage: 'session',
      reason: status === undefined ? 'certificate-unknown' : `certificate-${LOWER[status]}`,
      detail: `the certificate was ${status === undefined ? 'deleted' : `set to ${status}`} while the device was connected`,
    },
    reason: 'FORBIDDEN_ACCESS',
    reasonCode: REASON_CODE.notAuthorized,
  });
}

const LOWER = {
  INACTIVE: 'inactive',
  REVOKED: 'revoked',
  PENDING_ACTIVATION: 'pending',
} as const;

function disconnected(context: BrokerContext, client: Client): void {
  const session = context.sessions.get(client);
  if (session === undefined) return;
  // After a take-over the name is already the newer connection's.
  if (context.live.get(session.clientId) === session) context.live.delete(session.clientId);
  context.onConnection({
    type: 'disconnected',
    clientId: session.clientId,
    principal: session.certificate.id,
    reason: reasonOf(context, session),
  });
}

function reasonOf(context: BrokerContext, session: Session): DisconnectReason {
  if (session.disconnectReason !== undefined) return session.disconnectReason;
  if (context.closing) return 'SERVER_INITIATED_DISCONNECT';
  // aedes notes a DISCONNECT packet in a field that it does not declare.
  const { _disconnected: said } = session.client as Client & { readonly _disconnected?: boolean };
  return said === true ? 'CLIENT_INITIATED_DISCONNECT' : 'CONNECTION_LOST';
}

/** Failures before a session existed; a refused CONNECT was reported where it was refused. */
function unconnected(context: BrokerContext, client: Client, error: Error): void {
  if ((error as Error & { readonly errorCode?: number }).errorCode !== undefined) return;
  context.refuse({
    stage: 'connect',
    reason: 'protocol',
    detail: error.message,
    clientId: client.id,
  });
}
