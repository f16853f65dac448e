import { loadClient } from '../../src/simulator/connection/load-client.ts';
import type { OpenLink } from '../../src/simulator/connection/link.ts';

/** An implementation of the port, held to the same contract as the others. */
interface LinkClient {
  readonly client: string;
  readonly openLink: OpenLink;
  readonly versions: readonly (4 | 5)[];
  /** Sends the DUP flag. */
  readonly marksDuplicates: boolean;
  /** Tells a socket without CONNACK from no socket when it is ended meanwhile. */
  readonly seesSocket: boolean;
  /** What was published right before `end` is sent. */
  readonly endsInOrder: boolean;
}

async function clientOf(
  name: 'lean' | 'mqtt' | 'crt',
  versions: readonly (4 | 5)[] = [4, 5],
): Promise<LinkClient> {
  const { openLink } = await loadClient(name);
  const isOurs = name !== 'crt';
  return {
    client: name,
    openLink,
    versions,
    marksDuplicates: isOurs,
    seesSocket: isOurs,
    endsInOrder: isOurs,
  };
}

const CLIENTS = await Promise.all([clientOf('lean'), clientOf('mqtt'), clientOf('crt', [5])]);

/** Every client in every version of MQTT that it speaks. */
export const CASES = CLIENTS.flatMap(({ versions, ...client }) =>
  versions.map((protocolVersion) => ({ ...client, protocolVersion })),
);

export const MQTT5_CASES = CASES.filter(({ protocolVersion }) => protocolVersion === 5);
