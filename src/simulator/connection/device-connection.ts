import { sleep, type Clock } from '../../runtime/clock.ts';
import { createCondition, type Condition } from '../../runtime/condition.ts';
import { deferred, type Deferred } from '../../runtime/deferred.ts';
import { PmSimError, messageOf } from '../../runtime/errors.ts';
import type { Random } from '../../runtime/random.ts';
import { backoffMs, type BackoffOptions } from '../../runtime/retry.ts';
import type { RunEvent } from '../../telemetry/run-event.ts';
import type { Cargo } from './cargo.ts';
import type { ConnectPacer } from './connect-pacer.ts';
import { ConnectionRecord } from './connection-record.ts';
import type { Closure, Grant, Link, LinkEvents } from './link.ts';

export type ConnectionEvent = Extract<RunEvent, { readonly type: 'connection' }>;

export interface DeviceConnectionOptions<L extends Link = Link> {
  readonly device: string;
  readonly dialling: Dialling<L>;
  readonly outbox: Cargo<L>;
  readonly means: ConnectionMeans;
}

interface Dialling<L extends Link> {
  open(events: LinkEvents): L;
}

/** What the devices of a fleet have in common. */
export interface ConnectionMeans {
  /** Tells a device when it may try to connect. */
  readonly pacer: ConnectPacer;
  readonly backoff: BackoffOptions;
  readonly clock: Clock;
  /** Of the fleet; a device that must wait has its own of it. */
  readonly random: Random;
  readonly onEvent: (event: ConnectionEvent) => void;
}

/** Keeps one device connected until it is refused for good or closed. */
export interface DeviceConnection {
  /** Settled: connected, failed once (and still trying), or refused. */
  readonly firstAttempt: Promise<void>;
  isConnected(): boolean;
  /** Why the device will not be tried again; undefined while it is not refused. */
  refusal(): string | undefined;
  connects(): number;
  /**
   * Loses the link at once, as when the network breaks off. Resolves when the device has come back by
   * itself, or will not, because it is cut off, refused or closed.
   */
  drop(reason: string): Promise<void>;
  /** Takes the way to the broker away until `restore`; whatever link there is, is lost at once. */
  cut(reason: string): void;
  /** Resolves as `drop` does. */
  restore(): Promise<void>;
  /**
   * Leaves in good order and comes back with the credentials that it then has. Resolves to whether
   * it did: not when it was refused, or closed before.
   */
  renew(reason: string): Promise<boolean>;
  /** Disconnects in good order and stops trying; resolves when socket and timers are gone. */
  close(): Promise<void>;
}

/** How long a closing socket may wait for the broker's side before it is destroyed, ms. */
const CLOSE_MS_MAX = 1_000;

export function createDeviceConnection<L extends Link>(
  options: DeviceConnectionOptions<L>,
): DeviceConnection {
  return new KeptConnection(options);
}

/**
 * As many as a fleet has devices, nearly all of them connected and at rest: so what only waiting or
 * interfering needs is made when somebody waits or interferes, and nothing waits while a link holds.
 */
class KeptConnection<L extends Link> implements DeviceConnection, LinkEvents {
  readonly firstAttempt: Promise<void>;
  readonly #options: DeviceConnectionOptions<L>;
  readonly #record = new ConnectionRecord();
  #tried: (() => void) | undefined;
  #random: Random | undefined;
  #link: L | undefined;
  #upSince: number | undefined;
  #hangingUp: NodeJS.Timeout | undefined;
  /** Why we end the link ourselves. */
  #intended: string | undefined;
  #connects = 0;
  #refusal: string | undefined;
  #isCut = false;
  #isClosed = false;
  /** Has had its turn, and there was no way to the broker. */
  #isHeldUp = false;
  /** Ends the pause before an attempt. */
  #waiting: AbortController | undefined;
  #changed: Condition | undefined;
  /** Resolves when there is neither link nor attempt any more. */
  #over: Deferred<void> | undefined;
  #isOver = false;

  constructor(options: DeviceConnectionOptions<L>) {
    this.#options = options;
    this.firstAttempt = new Promise((resolve) => {
      this.#tried = resolve;
    });
    this.#queueUp();
  }

  isConnected(): boolean {
    return this.#upSince !== undefined;
  }

  refusal(): string | undefined {
    return this.#refusal;
  }

  connects(): number {
    return this.#connects;
  }

  drop(reason: string): Promise<void> {
    const back = this.#connectedAfter(this.#connects);
    this.#breakOff(reason);
    return back;
  }

  cut(reason: string): void {
    this.#isCut = true;
    this.#breakOff(reason);
    this.#changed?.check();
  }

  restore(): Promise<void> {
    const wasCut = this.#isCut;
    this.#isCut = false;
    if (this.#isHeldUp) {
      this.#isHeldUp = false;
      this.#queueUp();
    }
    this.#changed?.check();
    return wasCut ? this.#connectedAfter(this.#connects) : Promise.resolve();
  }

  async renew(reason: string): Promise<boolean> {
    const before = this.#connects;
    this.#hangUp(reason);
    await this.#until(() => this.#refusal !== undefined || this.#connects > before);
    return this.#connects > before;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#waiting?.abort();
    this.#options.means.pacer.leave(this);
    this.#changed?.check();
    if (this.#link === undefined) this.#finish();
    else this.#hangUp();
    if (!this.#isOver) await (this.#over ??= deferred()).promise;
  }

  onConnected(grant: Grant): void {
    const { device, outbox, means } = this.#options;
    this.#upSince = means.clock.now();
    means.onEvent({ type: 'connection', device, state: 'connected' });
    if (this.#link !== undefined) outbox.attach(this.#link, grant);
    this.#connects += 1;
    this.#wasTried();
    this.#changed?.check();
  }

  onClosed(closure: Closure): void {
    const { outbox, means } = this.#options;
    const heldMs = this.#upSince === undefined ? 0 : means.clock.now() - this.#upSince;
    const counts = { delivered: outbox.deliveredOnLink(), inflight: outbox.inflight() };
    clearTimeout(this.#hangingUp);
    outbox.detach();
    const intended = this.#intended;
    this.#link = undefined;
    this.#upSince = undefined;
    this.#hangingUp = undefined;
    this.#intended = undefined;
    if (this.#isClosed) return this.#finish();
    const accepted = closure.reached === 'accepted';
    if (intended === undefined) {
      const { isRefused, reason } = this.#record.add({ closure, heldMs, ...counts });
      if (isRefused) return this.#refuse(reason);
      this.#tellLost(accepted, reason);
    } else {
      this.#record.addIntended();
      this.#tellLost(accepted, intended);
    }
    this.#wasTried();
    void this.#pause();
  }

  /** It is this device's turn to connect. */
  onTurn(): void {
    if (this.#isCut) {
      this.#isHeldUp = true;
      this.#options.means.pacer.over(this);
      return;
    }
    try {
      this.#link = this.#options.dialling.open(this);
    } catch (error) {
      this.#refuse(messageOf(error));
    }
  }

  #queueUp(): void {
    if (this.#isCut) this.#isHeldUp = true;
    else this.#options.means.pacer.queue(this);
  }

  /** Tries again after a while. */
  async #pause(): Promise<void> {
    const pauseMs = this.#pauseMs();
    const waiting = new AbortController();
    this.#waiting = waiting;
    try {
      await sleep(this.#options.means.clock, pauseMs, waiting.signal);
    } catch {
      // Closed meanwhile.
      return;
    }
    this.#waiting = undefined;
    this.#queueUp();
  }

  #pauseMs(): number {
    const { device, means } = this.#options;
    this.#random ??= means.random.fork(device);
    return backoffMs(this.#record.backoffSteps(), means.backoff, this.#random);
  }

  #tellLost(accepted: boolean, reason: string): void {
    const { device, means } = this.#options;
    const state = accepted ? 'disconnected' : 'reconnecting';
    means.onEvent({ type: 'connection', device, state, reason });
  }

  #refuse(reason: string): void {
    const { device, outbox, means } = this.#options;
    this.#refusal = reason;
    outbox.rejectAll(
      new PmSimError('connection/refused', `${device} is not connected: ${reason}`, {
        kind: 'connection',
        hint: 'Check its certificate, its policy and the client identifier.',
      }),
    );
    means.onEvent({ type: 'connection', device, state: 'refused', reason });
    this.#finish();
  }

  #wasTried(): void {
    this.#options.means.pacer.over(this);
    this.#tried?.();
    this.#tried = undefined;
  }

  /** Nothing will be tried any more. */
  #finish(): void {
    this.#isOver = true;
    this.#wasTried();
    this.#changed?.check();
    this.#over?.resolve();
  }

  /** Also resolves when the connection is closed. */
  #until(met: () => boolean): Promise<void> {
    this.#changed ??= createCondition();
    return this.#changed.until(() => met() || this.#isClosed);
  }

  #connectedAfter(before: number): Promise<void> {
    return this.#until(() => this.#connects > before || this.#refusal !== undefined || this.#isCut);
  }

  /** Ends the link in good order. */
  #hangUp(reason?: string): void {
    if (this.#link === undefined || this.#hangingUp !== undefined) return;
    this.#intended = reason;
    const link = this.#link;
    this.#hangingUp = setTimeout(() => link.destroy(), CLOSE_MS_MAX);
    link.end();
  }

  #breakOff(reason: string): void {
    if (this.#link === undefined) return;
    this.#intended = reason;
    this.#link.destroy();
  }
}
