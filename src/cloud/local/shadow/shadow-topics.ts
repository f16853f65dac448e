import type { ShadowKey } from './shadow-store.ts';

type ShadowOperation = 'get' | 'update' | 'delete';

export interface ShadowTopic {
  readonly key: ShadowKey;
  readonly operation: ShadowOperation;
}

const REQUEST = /^\$aws\/things\/([^/]+)\/shadow\/(?:name\/([^/]+)\/)?(get|update|delete)$/u;

/** What a message on this topic asks for (AWS IoT developer guide, device-shadow-mqtt), if anything. */
export function shadowTopic(topic: string): ShadowTopic | undefined {
  const parts = REQUEST.exec(topic);
  const [, thing, name, operation] = parts ?? [];
  if (thing === undefined) return undefined;
  return {
    key: { thing, ...(name === undefined ? {} : { name }) },
    operation: operation as ShadowOperation,
  };
}

/** What the topics of a shadow begin with. */
export function shadowPrefix({ thing, name }: ShadowKey): string {
  return `$aws/things/${thing}/shadow${name === undefined ? '' : `/name/${name}`}`;
}
