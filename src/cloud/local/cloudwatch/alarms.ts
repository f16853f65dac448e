import type { Clock } from '../../../runtime/clock.ts';
import { messageOf } from '../../../runtime/errors.ts';
import type { Log } from '../../../runtime/log.ts';
import type { Alarm } from '../../stack/stack.ts';
import type { Account } from '../identity/arn.ts';
import { AwsFault } from '../service.ts';
import type { SnsDraft } from '../sns/message.ts';
import { alarmNotification } from './alarm-notification.ts';
import { judge, type AlarmStateValue, type LiveAlarm } from './alarm-state.ts';
import { metricOf } from './emitted.ts';
import { MINUTE_MS, type MetricStore } from './metric-store.ts';

export interface AlarmsOptions {
  readonly alarms: readonly Alarm[];
  readonly store: MetricStore;
  readonly clock: Clock;
  readonly log: Log;
  readonly account: Account;
  readonly topicArn: (topic: string) => string;
  readonly publish: (topicArn: string, draft: SnsDraft) => Promise<unknown>;
  /** Called before each evaluation, for metrics that are taken once a minute. */
  readonly sample: (at: number) => void;
}

export interface Alarms extends AsyncDisposable {
  list(): readonly LiveAlarm[];
  /** As the API's SetAlarmState: the next evaluation may take it back. @throws AwsFault ResourceNotFound */
  set(name: string, state: AlarmStateValue, reason: string): Promise<void>;
}

/** Starts to evaluate the alarms at every full minute; a change of state is told to the alarm's topic. */
export function startAlarms(options: AlarmsOptions): Alarms {
  const { clock, log, store, sample } = options;
  const states = new Map(options.alarms.map((alarm) => [alarm.id, firstState(alarm, clock)]));
  const change = (before: LiveAlarm, after: LiveAlarm): Promise<void> => {
    states.set(after.alarm.id, after);
    return tell(before, after, options);
  };
  const stop = new AbortController();
  const evaluate = async (at: number): Promise<void> => {
    sample(at - 1);
    for (const live of states.values()) {
      const { state, reason } = judge(live, store, at);
      if (state !== live.state) await change(live, { ...live, state, reason, changedAt: at });
    }
  };
  const running = everyMinute(clock, stop.signal, async (at) => {
    try {
      await evaluate(at);
    } catch (error) {
      const text = `Alarms were not evaluated: ${messageOf(error)}`;
      log({ level: 'error', area: 'cloudwatch', text });
    }
  });
  return {
    list: () => [...states.values()],
    async set(name, state, reason) {
      const live = states.get(name);
      if (live === undefined) {
        throw new AwsFault('ResourceNotFound', `There is no alarm ${name}.`, 404);
      }
      await change(live, { ...live, state, reason, changedAt: clock.now() });
    },
    async [Symbol.asyncDispose]() {
      stop.abort();
      await running;
    },
  };
}

function firstState(alarm: Alarm, clock: Clock): LiveAlarm {
  return {
    alarm,
    metric: metricOf(alarm.metric),
    state: 'INSUFFICIENT_DATA',
    reason: 'Unchecked: Initial alarm creation',
    changedAt: clock.now(),
  };
}

async function everyMinute(
  clock: Clock,
  signal: AbortSignal,
  work: (at: number) => Promise<void>,
): Promise<void> {
  for (;;) {
    const at = (Math.floor(clock.now() / MINUTE_MS) + 1) * MINUTE_MS;
    try {
      await clock.sleepUntil(at, signal);
    } catch {
      return;
    }
    await work(at);
  }
}

async function tell(before: LiveAlarm, after: LiveAlarm, options: AlarmsOptions): Promise<void> {
  const { log, account, topicArn, publish } = options;
  const { alarm, state, reason } = after;
  if (before.state === state) return;
  const level = state === 'ALARM' ? 'warn' : 'info';
  const text = `Alarm ${alarm.id} is ${state}: ${alarm.description} ${reason}`;
  log({ level, area: 'cloudwatch', text });
  const topic = topicArn(alarm.topic);
  const draft = alarmNotification(after, { account, before: before.state, topicArn: topic });
  try {
    await publish(topic, draft);
  } catch (error) {
    const failed = `The topic of alarm ${alarm.id} was not told: ${messageOf(error)}`;
    log({ level: 'error', area: 'cloudwatch', text: failed });
  }
}
