import { sleep, type Clock } from '../../../runtime/clock.ts';
import type { DurableMap } from '../durable-map.ts';
import { AwsFault } from '../service.ts';
import type { MessageRecord, QueueRecord } from './records.ts';

/** A message handed to a receiver, who has it to itself until the timeout. */
export interface ReceivedMessage {
  readonly message: MessageRecord;
  readonly receiptHandle: string;
  readonly receiveCount: number;
  readonly firstReceivedAt: number;
}

interface ReceiveOptions {
  readonly countMax: number;
  readonly visibilityTimeoutSeconds: number;
  readonly waitSeconds: number;
}

export interface Queue {
  readonly settings: () => QueueRecord;
  /** On disk when this returns. */
  send(message: MessageRecord): void;
  /** Waits for the first message up to `waitSeconds`; the oldest come first. */
  receive(options: ReceiveOptions): Promise<ReceivedMessage[]>;
  delete(receiptHandle: string): void;
  changeVisibility(receiptHandle: string, seconds: number): void;
  purge(): void;
  counts(): { readonly visible: number; readonly inFlight: number };
  close(): void;
}

/** AWS holds any number; the twin holds them in memory. */
const MESSAGES_MAX = 100_000;

interface Flight {
  visibleAt: number;
  receiveCount: number;
  readonly firstReceivedAt: number;
}

interface QueueState {
  readonly messages: DurableMap<MessageRecord>;
  readonly settings: () => QueueRecord;
  readonly clock: Clock;
  /** What was received; in memory, so that after a restart every message is visible again. */
  readonly flights: Map<string, Flight>;
  readonly wakers: Set<() => void>;
  readonly closed: AbortController;
}

export function createQueue(parts: {
  readonly messages: DurableMap<MessageRecord>;
  readonly settings: () => QueueRecord;
  readonly clock: Clock;
}): Queue {
  const state: QueueState = {
    ...parts,
    flights: new Map(),
    wakers: new Set(),
    closed: new AbortController(),
  };
  return {
    settings: parts.settings,
    send: (message) => send(state, message),
    receive: (options) => receive(state, options),
    delete(receiptHandle) {
      const id = messageIdOf(receiptHandle);
      state.flights.delete(id);
      state.messages.delete(id);
    },
    changeVisibility: (handle, seconds) => changeVisibility(state, handle, seconds),
    purge() {
      for (const [id] of state.messages.entries()) state.messages.delete(id);
      state.flights.clear();
    },
    counts: () => counts(state),
    close() {
      state.closed.abort();
      state.messages.close();
    },
  };
}

function send(state: QueueState, message: MessageRecord): void {
  dropExpired(state);
  if (state.messages.size >= MESSAGES_MAX) {
    throw new AwsFault(
      'OverLimit',
      `The local twin keeps at most ${MESSAGES_MAX} messages a queue.`,
    );
  }
  state.messages.set(message.id, message);
  for (const wake of state.wakers) wake();
}

async function receive(state: QueueState, options: ReceiveOptions): Promise<ReceivedMessage[]> {
  const deadline = state.clock.now() + options.waitSeconds * 1_000;
  for (;;) {
    const found = take(state, options);
    const now = state.clock.now();
    if (found.length > 0 || now >= deadline || state.closed.signal.aborted) return found;
    await untilVisible(state, Math.min(deadline, nextVisibleAt(state)) - now);
  }
}

function take(state: QueueState, options: ReceiveOptions): ReceivedMessage[] {
  dropExpired(state);
  const now = state.clock.now();
  const taken: ReceivedMessage[] = [];
  for (const [id, message] of state.messages.entries()) {
    if (taken.length >= options.countMax) break;
    const flight = state.flights.get(id);
    if (flight !== undefined && flight.visibleAt > now) continue;
    const { receiveCount, firstReceivedAt } = flight ?? { receiveCount: 0, firstReceivedAt: now };
    state.flights.set(id, {
      visibleAt: now + options.visibilityTimeoutSeconds * 1_000,
      receiveCount: receiveCount + 1,
      firstReceivedAt,
    });
    const receiptHandle = receiptHandleOf(id, receiveCount + 1);
    taken.push({ message, receiptHandle, receiveCount: receiveCount + 1, firstReceivedAt });
  }
  return taken;
}

/** Resolves after `ms`, or when something was sent, or when the queue closes. */
async function untilVisible(state: QueueState, ms: number): Promise<void> {
  const stop = new AbortController();
  const sent = new Promise<void>((resolve) => {
    const wake = (): void => {
      state.wakers.delete(wake);
      resolve();
    };
    state.wakers.add(wake);
    stop.signal.addEventListener('abort', wake);
  });
  const timeUp = sleep(state.clock, ms, AbortSignal.any([stop.signal, state.closed.signal]));
  await Promise.race([sent, timeUp.catch(() => undefined)]);
  stop.abort();
}

function nextVisibleAt(state: QueueState): number {
  const instants = [...state.flights.values()].map(({ visibleAt }) => visibleAt);
  return Math.min(Number.POSITIVE_INFINITY, ...instants);
}

function dropExpired(state: QueueState): void {
  const oldest = state.clock.now() - state.settings().retentionSeconds * 1_000;
  for (const [id, message] of state.messages.entries()) {
    if (message.sentAt >= oldest) return;
    state.messages.delete(id);
    state.flights.delete(id);
  }
}

function changeVisibility(state: QueueState, receiptHandle: string, seconds: number): void {
  const flight = state.flights.get(messageIdOf(receiptHandle));
  const now = state.clock.now();
  if (flight === undefined || flight.visibleAt <= now) {
    throw new AwsFault('MessageNotInflight', 'The message is not with a receiver.');
  }
  flight.visibleAt = now + seconds * 1_000;
  for (const wake of state.wakers) wake();
}

function counts(state: QueueState): { readonly visible: number; readonly inFlight: number } {
  dropExpired(state);
  const now = state.clock.now();
  const inFlight = [...state.flights.values()].filter(({ visibleAt }) => visibleAt > now).length;
  return { visible: state.messages.size - inFlight, inFlight };
}

function receiptHandleOf(id: string, receipt: number): string {
  return Buffer.from(`${id}:${receipt}`, 'utf8').toString('base64');
}

/** Any receipt of a message deletes it; AWS asks for the latest one, mostly. */
function messageIdOf(receiptHandle: string): string {
  const id = /^([0-9a-f-]{36}):\d+$/u.exec(
    Buffer.from(receiptHandle, 'base64').toString('utf8'),
  )?.[1];
  if (id !== undefined) return id;
  throw new AwsFault(
    'ReceiptHandleIsInvalid',
    `The receipt handle ${receiptHandle} is not valid.`,
    404,
  );
}
