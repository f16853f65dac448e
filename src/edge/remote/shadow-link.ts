import type { FilterControl } from './filter-control.ts';
import { objectAt, patchTo, shownText, type JsonObject } from './json-patch.ts';

/** Sends a request of the device; waits for room, never rejects. */
export type SendRequest = (topic: string, document: object) => void;

export interface ShadowLinkOptions {
  readonly thing: string;
  readonly control: FilterControl;
  readonly send: SendRequest;
  readonly tell: (level: 'info' | 'warn', text: string) => void;
}

/** Part of a remote control that answers for the topics below its prefix. */
export interface RemotePart {
  readonly filters: readonly string[];
  /** The subscriptions are in place, perhaps again. */
  begin(): void;
  /** Is given what comes on its topics. */
  take(topic: string, document: JsonObject): void;
}

export interface ShadowLink extends RemotePart {
  /** Says what is in force, if that is news to the shadow. */
  report(): void;
}

/** The named shadow that an agent obeys. */
const SHADOW_NAME = 'pm-sim';

/**
 * Keeps the filters as the shadow's desired state wants them, and the reported state as they are.
 * It reads `documents` rather than `delta`: a wish that is withdrawn is in no delta.
 * Topics and documents: AWS IoT developer guide, device-shadow-mqtt.
 */
export function createShadowLink(options: ShadowLinkOptions): ShadowLink {
  const { thing, control, send, tell } = options;
  const prefix = `$aws/things/${thing}/shadow/name/${SHADOW_NAME}/`;
  let known: JsonObject = {};
  let version = 0;
  let desired = '';

  const report = (): void => {
    const { error, ...inForce } = JSON.parse(JSON.stringify(control.reported())) as JsonObject;
    const wanted = error === null ? inForce : { ...inForce, error };
    const patch = patchTo(known, wanted);
    if (patch !== undefined) send(`${prefix}update`, { state: { reported: patch } });
    known = wanted;
  };
  const obey = (state: JsonObject, at: unknown): void => {
    known = objectAt(state, 'reported');
    if (typeof at === 'number') version = at;
    const wanted = objectAt(state, 'desired');
    if (JSON.stringify(wanted) === desired) return;
    desired = JSON.stringify(wanted);
    control.setDesired(wanted);
    tellOutcome(options, version);
    report();
  };
  const handlers: Readonly<Record<string, (document: JsonObject) => void>> = {
    'get/accepted'(document) {
      obey(objectAt(document, 'state'), document['version']);
      report();
    },
    'get/rejected'({ code, message }) {
      if (code !== NOT_FOUND) return tell('warn', `The shadow was not read: ${shownText(message)}`);
      obey({}, 0);
      report();
    },
    'update/documents'(document) {
      const current = objectAt(document, 'current');
      const { version: newer } = current;
      if (typeof newer === 'number' && newer > version) obey(objectAt(current, 'state'), newer);
    },
    'update/rejected': ({ message }) =>
      tell('warn', `The shadow did not take what is in force: ${shownText(message)}`),
    'delete/accepted': () => obey({}, 0),
  };
  return {
    filters: Object.keys(handlers).map((name) => `${prefix}${name}`),
    begin: () => send(`${prefix}get`, {}),
    take: (topic, document) => ownOf(handlers, topic.slice(prefix.length))?.(document),
    report,
  };
}

function ownOf<T>(members: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(members, name) ? members[name] : undefined;
}

function tellOutcome({ control, tell }: ShadowLinkOptions, version: number): void {
  const { error } = control.reported();
  if (typeof error === 'string') tell('warn', `The shadow asks for what cannot be: ${error}`);
  else if (version > 0) tell('info', `Filters are as the shadow has them, version ${version}.`);
  else tell('info', 'Filters are as the file has them: there is no shadow yet.');
}

const NOT_FOUND = 404;
