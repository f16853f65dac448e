/** Where the twin pretends to be. */
export interface Account {
  readonly region: string;
  readonly accountId: string;
}

/** The account of the twin unless told otherwise; AWS never gives this number to a customer. */
export const LOCAL_ACCOUNT: Account = { region: 'us-east-1', accountId: '000000000000' };

/** ARN of an AWS IoT resource such as `thing/wt-001` or `topic/a/b`. */
export function iotArn(account: Account, resource: string): string {
  return `arn:aws:iot:${account.region}:${account.accountId}:${resource}`;
}
