import { PmSimError } from '../../runtime/errors.ts';

/** Patterns of names, in which `%i`, `%c`, `%u` and `%sc` stand for what differs. */
interface NamePatterns {
  readonly clientId: string;
  readonly username?: string;
  readonly topic: string;
}

/** Names of one client, and its number from 1. */
export interface ClientNames extends NamePatterns {
  readonly index: number;
}

interface FleetOfNames extends NamePatterns {
  readonly count: number;
  /** What `%sc` stands for. */
  readonly script: string;
}

/**
 * Resolves the patterns for each client by itself: `%i` its number, `%c` its client identifier, `%u` its
 * user name, `%sc` the script. As in MQTTX, several clients whose identifier has no `%i` get `_1`, `_2` …;
 * unlike there, `%c` in a topic is the client's own identifier and not the pattern.
 * @throws PmSimError `simulate/placeholder`, `simulate/client-id`, `topic/invalid`
 */
export function clientNames(fleet: FleetOfNames): readonly ClientNames[] {
  const { count, script, username, topic } = fleet;
  const clientId = count > 1 && !isNumbered(fleet) ? `${fleet.clientId}_%i` : fleet.clientId;
  const names = Array.from({ length: count }, (_, at): ClientNames => {
    const known = { '%i': String(at + 1), '%sc': script };
    // Which of the two comes first is clear unless each speaks of the other.
    const early = clientId.includes('%u') && username && fill(username, known, 'user name');
    const id = fill(clientId, { ...known, ...own('%u', early || undefined) }, 'client identifier');
    const user =
      username === undefined ? undefined : fill(username, { ...known, '%c': id }, 'user name');
    const all = { ...known, '%c': id, ...own('%u', user) };
    return {
      index: at + 1,
      clientId: id,
      ...(user === undefined ? {} : { username: user }),
      topic: checkedTopic(fill(topic, all, 'topic'), 'the topic of the clients'),
    };
  });
  if (new Set(names.map((one) => one.clientId)).size < count) {
    throw new PmSimError('simulate/client-id', `"${clientId}" names several clients the same.`);
  }
  return names;
}

/**
 * A topic that can be published to (MQTT 3.1.1 §4.7): not empty, no wildcards.
 * @throws PmSimError `topic/invalid`
 */
export function checkedTopic(topic: string, whose: string): string {
  if (topic !== '' && !/[+#\0]/u.test(topic)) return topic;
  throw new PmSimError('topic/invalid', `"${topic}" cannot be ${whose}.`, {
    hint: 'A topic to publish to is not empty and has no "+" or "#".',
  });
}

function isNumbered({ clientId, username = '' }: NamePatterns): boolean {
  return clientId.includes('%i') || (clientId.includes('%u') && username.includes('%i'));
}

type Known = Readonly<Record<string, string>>;

function own(placeholder: string, value: string | undefined): Known {
  return value === undefined ? {} : { [placeholder]: value };
}

/** @param what what is filled, in words */
function fill(pattern: string, known: Known, what: string): string {
  return pattern.replaceAll(/%(?:sc|[icu])/gu, (placeholder) => {
    const value = known[placeholder];
    if (value !== undefined) return value;
    const text = `The ${what} "${pattern}" speaks of ${placeholder}, which is not known there.`;
    throw new PmSimError('simulate/placeholder', text, {
      hint: '%u needs a user name; %c stands in topics and user names.',
    });
  });
}
