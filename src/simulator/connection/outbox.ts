import { PmSimError } from '../../runtime/errors.ts';
import type { Grant, Link } from './link.ts';

export interface OutboxOptions {
  readonly device: string;
  readonly qos: 0 | 1;
  /** Messages on the wire without an acknowledgement, at most. */
  readonly inflightMax: number;
  /** Messages held in all, those on the wire included. */
  readonly heldMax: number;
}

/**
 * What a device has to deliver, in order. A message leaves it when it was acknowledged, refused, or
 * given up; a lost link puts everything un-acked back in line before what is new, and it is sent
 * again, marked as a duplicate, with the next link.
 */
export interface Outbox {
  /** Resolves when delivered. Rejects `connection/outbox-full`, `connection/publish-refused`. */
  add(topic: string, payload: string): Promise<void>;
  /** A link is there: sends as far as the window and the broker allow, now and whenever there is room. */
  attach(link: Pick<Link, 'publish'>, grant: Pick<Grant, 'receiveMax'>): void;
  /** The link is gone: nothing sent on it counts from now on. */
  detach(): void;
  /** Rejects all that is held. */
  rejectAll(error: Error): void;
  /** Messages held, acknowledged ones not counted. */
  held(): number;
  inflight(): number;
  hasRoom(): boolean;
  /** Messages delivered on the current link; 0 right after `attach`. */
  deliveredOnLink(): number;
  /** Times a message was sent again after its link was lost. */
  resent(): number;
}

interface State {
  readonly options: OutboxOptions;
  readonly onSettled: (messages: number) => void;
  /** In order; `line[0 … sent)` are on the wire, of which some may be settled out of order. */
  line: Entry[];
  sent: number;
  held: number;
  inflight: number;
  link: Attached | undefined;
  resent: number;
}

interface Attached {
  readonly on: Pick<Link, 'publish'>;
  readonly inflightMax: number;
  delivered: number;
}

interface Entry {
  readonly topic: string;
  readonly payload: string;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
  attempts: number;
  settled: boolean;
}

/** `onSettled` is told how many messages have just left, however they did. */
export function createOutbox(
  options: OutboxOptions,
  onSettled: (messages: number) => void,
): Outbox {
  const state: State = {
    options,
    onSettled,
    line: [],
    sent: 0,
    held: 0,
    inflight: 0,
    link: undefined,
    resent: 0,
  };
  return {
    add: (topic, payload) => add(state, topic, payload),
    attach(on, { receiveMax }) {
      const inflightMax = Math.min(options.inflightMax, receiveMax);
      state.link = { on, inflightMax, delivered: 0 };
      pump(state);
    },
    detach() {
      state.link = undefined;
      startOver(state);
    },
    rejectAll: (error) => rejectAll(state, error),
    held: () => state.held,
    inflight: () => state.inflight,
    hasRoom: () => state.held < options.heldMax,
    deliveredOnLink: () => state.link?.delivered ?? 0,
    resent: () => state.resent,
  };
}

function add(state: State, topic: string, payload: string): Promise<void> {
  if (state.held >= state.options.heldMax) return Promise.reject(full(state.options));
  return new Promise((resolve, reject) => {
    state.line.push({ topic, payload, resolve, reject, attempts: 0, settled: false });
    state.held += 1;
    pump(state);
  });
}

function pump(state: State): void {
  while (state.link !== undefined && state.inflight < state.link.inflightMax) {
    const entry = state.line[state.sent];
    if (entry === undefined) return;
    state.sent += 1;
    state.inflight += 1;
    transmit(state, entry, state.link);
  }
}

function transmit(state: State, entry: Entry, link: Attached): void {
  const { qos } = state.options;
  if (entry.attempts > 0) state.resent += 1;
  entry.attempts += 1;
  const { topic, payload } = entry;
  link.on.publish({ topic, payload, qos, dup: qos === 1 && entry.attempts > 1 }, (refusal) => {
    if (link !== state.link || entry.settled) return;
    state.inflight -= 1;
    link.delivered += 1;
    settle(state, entry, refusal);
    pump(state);
  });
}

function settle(state: State, entry: Entry, refusal: string | undefined): void {
  entry.settled = true;
  state.held -= 1;
  while (state.line[0]?.settled === true) {
    state.line.shift();
    state.sent -= 1;
  }
  if (refusal === undefined) entry.resolve();
  else entry.reject(publishRefused(state.options.device, entry.topic, refusal));
  state.onSettled(1);
}

/** Everything un-acked is in line again, in its old order. */
function startOver(state: State): void {
  state.line = state.line.filter((entry) => !entry.settled);
  state.sent = 0;
  state.inflight = 0;
}

function rejectAll(state: State, error: Error): void {
  startOver(state);
  const given = state.line;
  state.line = [];
  state.held = 0;
  for (const entry of given) {
    entry.settled = true;
    entry.reject(error);
  }
  if (given.length > 0) state.onSettled(given.length);
}

function full({ device, heldMax }: OutboxOptions): PmSimError {
  const text = `${device} already holds ${heldMax} messages that the broker has not acknowledged.`;
  return new PmSimError('connection/outbox-full', text, {
    kind: 'connection',
    hint: 'Wait for room() before publishing more.',
  });
}

function publishRefused(device: string, topic: string, refusal: string): PmSimError {
  const text = `The broker refused a message of ${device} on ${topic}: ${refusal}`;
  return new PmSimError('connection/publish-refused', text, {
    kind: 'connection',
    hint: "Check the topic against the device's policy.",
  });
}
