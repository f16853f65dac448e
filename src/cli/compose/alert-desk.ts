import { paginateScan, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { alertOf, type AlertItem } from '../../cloud/handlers/alerting/alert-item.ts';
import { acknowledgeAlert, closeAlert } from '../../cloud/handlers/alerting/alert-store.ts';
import { PmSimError } from '../../runtime/errors.ts';
import { didYouMean } from '../../runtime/near-match.ts';
import type { Alert } from '../../telemetry/alert.ts';

/** The alerts table as the person sees it who works it off. */
export interface AlertDesk {
  /** The newest alerts first, at most a thousand of them. */
  list(): Promise<readonly Alert[]>;
  /**
   * Open becomes acknowledged.
   * @throws PmSimError `alert/unknown`, `alert/not-open`
   */
  acknowledge(id: string): Promise<Alert>;
  /**
   * Returned becomes closed; an alarm whose condition lasts cannot be closed (ISA-18.2).
   * @throws PmSimError `alert/unknown`, `alert/not-returned`
   */
  close(id: string): Promise<Alert>;
}

/** Alerts that are listed. */
const LISTED_MAX = 1_000;
/** Alerts that are looked through for them. */
const SCANNED_MAX = 20_000;

export function createAlertDesk(dynamo: DynamoDBDocumentClient, table: string): AlertDesk {
  const all = async (): Promise<readonly Alert[]> => {
    const found: Alert[] = [];
    const pages = paginateScan({ client: dynamo }, { TableName: table, ConsistentRead: true });
    for await (const { Items = [] } of pages) {
      found.push(...Items.map((item) => alertOf(item as AlertItem)));
      if (found.length >= SCANNED_MAX) break;
    }
    return found.toSorted((a, b) => b.openedAt - a.openedAt || (a.id < b.id ? -1 : 1));
  };
  const settle = async (id: string, { act, refuse }: Settlement): Promise<Alert> => {
    const done = await act(dynamo, { table, id });
    const alerts = await all();
    const alert = alerts.find((one) => one.id === id);
    if (alert === undefined) throw unknown(id, alerts);
    if (!done) throw refuse(alert);
    return alert;
  };
  return {
    list: async () => (await all()).slice(0, LISTED_MAX),
    acknowledge: (id) => settle(id, { act: acknowledgeAlert, refuse: notOpen }),
    close: (id) => settle(id, { act: closeAlert, refuse: notReturned }),
  };
}

interface Settlement {
  readonly act: typeof acknowledgeAlert;
  readonly refuse: (alert: Alert) => PmSimError;
}

function unknown(id: string, alerts: readonly Alert[]): PmSimError {
  const ids = alerts.map((alert) => alert.id);
  return new PmSimError('alert/unknown', `There is no alert "${id}".${didYouMean(id, ids)}`, {
    hint: '`pm-sim alerts ls` lists them; the first column is what to give.',
  });
}

function notOpen({ id, state }: Alert): PmSimError {
  const hint =
    state === 'returned'
      ? `It is over already: \`pm-sim alerts close ${id}\`.`
      : 'Nothing is to do.';
  return new PmSimError('alert/not-open', `Alert ${id} is ${state}, not open.`, { hint });
}

function notReturned({ id, state }: Alert): PmSimError {
  const hint =
    state === 'closed'
      ? 'Nothing is to do.'
      : 'Its condition lasts: an alarm is closed once its device is back to normal (ISA-18.2).';
  return new PmSimError('alert/not-returned', `Alert ${id} is ${state}, not over.`, { hint });
}
