import type { Random } from '../../runtime/random.ts';
import { checkedTopic, type ClientNames } from './client-names.ts';
import type { Script, ScriptClient } from './load-script.ts';

export interface ScriptFleetOptions {
  readonly script: Script;
  readonly clients: readonly ClientNames[];
  readonly random: Random;
  /** Simulated time, ms since the epoch. */
  readonly start: number;
  /** Between two messages of a client, ms of simulated time. */
  readonly intervalMs: number;
  /** Messages of each client; absent: without end. */
  readonly limit?: number;
  /** What the script is told besides its client, by the names that MQTTX gives it. */
  readonly told: Readonly<Record<string, unknown>>;
}

/** A message whose time has come. */
export interface DueMessage {
  /** Place of its client. */
  readonly place: number;
  /** Simulated time, ms since the epoch. */
  readonly ts: number;
  readonly topic: string;
  readonly payload: string | Uint8Array;
}

export interface ScriptFleet {
  /** Simulated time of the next message; Infinity when there is none. */
  nextDue(): number;
  /** All messages up to an instant, in order of time. */
  advance(until: number): Iterable<DueMessage>;
}

interface Member {
  readonly place: number;
  readonly names: ClientNames;
  readonly random: Random;
  /** Its place in the interval, ms: clients do not speak in chorus. */
  readonly phaseMs: number;
  client?: ScriptClient;
}

/**
 * The clients of a script, each with its own chance and its own instant of the interval: neither another
 * client nor the number of them changes what one says or when.
 */
export function createScriptFleet(options: ScriptFleetOptions): ScriptFleet {
  const { start, intervalMs, limit = Infinity } = options;
  const order = membersOf(options);
  let round = 0;
  let turn = 0;
  const nextDue = (): number => {
    const member = order[turn];
    if (member === undefined || round >= limit) return Infinity;
    return Math.floor(start + member.phaseMs + round * intervalMs);
  };
  return {
    nextDue,
    *advance(until) {
      for (let ts = nextDue(); ts <= until && ts < Infinity; ts = nextDue()) {
        const member = order[turn] as Member;
        turn += 1;
        if (turn === order.length) [turn, round] = [0, round + 1];
        yield messageOf(options, member, ts);
      }
    },
  };
}

function membersOf({ clients, random, intervalMs }: ScriptFleetOptions): readonly Member[] {
  const members = clients.map((names, place): Member => {
    const own = random.fork(`client-${names.index}`);
    return { place, names, random: own, phaseMs: own.fork('phase').next() * intervalMs };
  });
  return members.toSorted((a, b) => a.phaseMs - b.phaseMs || a.place - b.place);
}

function messageOf(options: ScriptFleetOptions, member: Member, ts: number): DueMessage {
  const { place, names, random } = member;
  member.client ??= options.script.createClient(random, ts);
  const { topic, message } = member.client.generate({ ...options.told, ...names }, ts);
  return {
    place,
    ts,
    topic:
      topic === undefined || topic === ''
        ? names.topic
        : checkedTopic(topic, `a topic of ${options.script.name}`),
    payload: message,
  };
}
