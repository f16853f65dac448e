import type { Account } from '../identity/arn.ts';
import type { SnsDraft } from '../sns/message.ts';
import type { AlarmStateValue, LiveAlarm } from './alarm-state.ts';

interface NotificationContext {
  readonly account: Account;
  readonly before: AlarmStateValue;
  readonly topicArn: string;
}

/** Longest subject that SNS takes. */
const SUBJECT_CHARS_MAX = 100;

/**
 * What an alarm's topic is told of a change (CloudWatch user guide, "Notifying users on alarm
 * changes"). Regions go by their code; AWS writes their names.
 */
export function alarmNotification(
  { alarm, metric, state, reason, changedAt }: LiveAlarm,
  { account, before, topicArn }: NotificationContext,
): SnsDraft {
  const { region, accountId } = account;
  const document = {
    AlarmName: alarm.id,
    AlarmDescription: alarm.description,
    AWSAccountId: accountId,
    NewStateValue: state,
    NewStateReason: reason,
    StateChangeTime: new Date(changedAt).toISOString().replace('Z', '+0000'),
    Region: region,
    AlarmArn: alarmArn(account, alarm.id),
    OldStateValue: before,
    OKActions: [topicArn],
    AlarmActions: [topicArn],
    InsufficientDataActions: [],
    Trigger: {
      MetricName: metric.name,
      Namespace: metric.namespace,
      StatisticType: 'Statistic',
      Statistic: alarm.statistic.toUpperCase(),
      Unit: null,
      Dimensions: metric.dimensions.map(({ name, value }) => ({ value, name })),
      Period: 60,
      EvaluationPeriods: alarm.minutes,
      ComparisonOperator: 'GreaterThanThreshold',
      Threshold: alarm.above,
      TreatMissingData: 'notBreaching',
      EvaluateLowSampleCountPercentile: '',
    },
  };
  return {
    subject: `${state}: "${alarm.id}" in ${region}`.slice(0, SUBJECT_CHARS_MAX),
    text: JSON.stringify(document),
    texts: {},
    attributes: {},
  };
}

export function alarmArn({ region, accountId }: Account, name: string): string {
  return `arn:aws:cloudwatch:${region}:${accountId}:alarm:${name}`;
}
