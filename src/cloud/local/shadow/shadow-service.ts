import { AwsFault } from '../service.ts';
import type { Outbound } from '../outbound.ts';
import type { JsonObject } from './json.ts';
import { parseToken, parseUpdate, tokenOf } from './request.ts';
import type { UpdateOutcome } from './shadow-document.ts';
import type { ShadowKey, ShadowStore } from './shadow-store.ts';
import { shadowPrefix, shadowTopic, type ShadowTopic } from './shadow-topics.ts';

export interface ShadowServiceOptions {
  readonly store: ShadowStore;
  readonly outbound: Outbound;
  /** ms since the epoch. */
  readonly now: () => number;
}

/** The Device Shadow service: every change is told to the same topics, whoever made it. */
export interface ShadowService {
  readonly store: ShadowStore;
  /** Answers a message on a reserved topic of a shadow; any other is left alone. */
  handle(topic: string, payload: Uint8Array): Promise<void>;
  /** Returns the accepted response. @throws AwsFault with the API's name and status */
  update(key: ShadowKey, payload: Uint8Array): JsonObject;
  /** @throws AwsFault */
  delete(key: ShadowKey, payload: Uint8Array): JsonObject;
}

/**
 * Topics and documents as in the AWS IoT developer guide, device-shadow-mqtt and
 * device-shadow-document. A refused request over MQTT is answered on `rejected`.
 */
export function createShadowService(options: ShadowServiceOptions): ShadowService {
  const { store, outbound } = options;
  const service: ShadowService = {
    store,
    update(key, payload) {
      const outcome = store.update(key, parseUpdate(payload));
      tellUpdate(outbound, key, outcome);
      return outcome.accepted;
    },
    delete(key, payload) {
      const token = parseToken(payload);
      const accepted = { ...store.delete(key), ...token };
      void outbound.send(`${shadowPrefix(key)}/delete/accepted`, accepted);
      return accepted;
    },
    async handle(topic, payload) {
      const asked = shadowTopic(topic);
      if (asked === undefined) return;
      try {
        await answer(service, options, { ...asked, payload });
      } catch (error) {
        if (!(error instanceof AwsFault)) throw error;
        await reject(options, { ...asked, payload }, error);
      }
    },
  };
  return service;
}

interface Asked extends ShadowTopic {
  readonly payload: Uint8Array;
}

async function answer(
  service: ShadowService,
  { store, outbound }: ShadowServiceOptions,
  { key, operation, payload }: Asked,
): Promise<void> {
  if (operation === 'update') service.update(key, payload);
  else if (operation === 'delete') service.delete(key, payload);
  else {
    const document = { ...store.get(key), ...parseToken(payload) };
    await outbound.send(`${shadowPrefix(key)}/get/accepted`, document);
  }
}

function tellUpdate(outbound: Outbound, key: ShadowKey, outcome: UpdateOutcome): void {
  const topic = `${shadowPrefix(key)}/update`;
  if (outcome.delta !== undefined) void outbound.send(`${topic}/delta`, outcome.delta);
  void outbound.send(`${topic}/accepted`, outcome.accepted);
  void outbound.send(`${topic}/documents`, outcome.documents);
}

function reject(
  { outbound, now }: ShadowServiceOptions,
  { key, operation, payload }: Asked,
  fault: AwsFault,
): Promise<void> {
  return outbound.send(`${shadowPrefix(key)}/${operation}/rejected`, {
    code: fault.status,
    message: fault.message,
    timestamp: Math.floor(now() / 1_000),
    ...tokenOf(payload),
  });
}
