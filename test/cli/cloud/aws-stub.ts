import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/**
 * Answers for the calls of CloudFormation and STS, by action: one for all calls, or one after the other,
 * the last again and again. Where there is none, nothing exists.
 */
export type Answers = Readonly<Record<string, string | readonly string[]>>;

export interface AwsStub extends AsyncDisposable {
  readonly url: string;
  /** Actions that were called, in order. */
  readonly calls: readonly string[];
}

const NOTHING =
  '<ErrorResponse><Error><Code>ValidationError</Code><Message>It does not exist</Message></Error></ErrorResponse>';

/** A server that speaks the query protocol, for what the twin has not got. */
export async function startAwsStub(answers: Answers): Promise<AwsStub> {
  const calls: string[] = [];
  const reply = async (asked: IncomingMessage, answer: ServerResponse): Promise<void> => {
    const action = new URLSearchParams(await text(asked)).get('Action') ?? '';
    calls.push(action);
    const given = [answers[action] ?? []].flat();
    const at = calls.filter((one) => one === action).length - 1;
    const result = given[Math.min(at, given.length - 1)];
    answer.writeHead(result === undefined ? 400 : 200, { 'content-type': 'text/xml' });
    answer.end(
      result === undefined
        ? NOTHING
        : `<${action}Response><${action}Result>${result}</${action}Result></${action}Response>`,
    );
  };
  const server = createServer((asked, answer) => {
    reply(asked, answer).catch((error: unknown) => answer.destroy(error as Error));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    calls,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** A stack of the parts given, as DescribeStacks and ListStackResources tell it. */
export function stackAnswers(parts: Readonly<Record<string, string>>): Answers {
  const members = Object.entries(parts).map(
    ([id, name]) =>
      `<member><LogicalResourceId>${id}</LogicalResourceId><PhysicalResourceId>${name}</PhysicalResourceId>` +
      '<ResourceType>AWS::X::Y</ResourceType><ResourceStatus>CREATE_COMPLETE</ResourceStatus></member>',
  );
  return {
    GetCallerIdentity:
      '<Account>000000000000</Account><Arn>arn:aws:iam::000000000000:user/crew</Arn>',
    DescribeStacks:
      '<Stacks><member><StackName>pm-sim</StackName><StackId>arn:stack</StackId>' +
      '<StackStatus>CREATE_COMPLETE</StackStatus></member></Stacks>',
    ListStackResources: `<StackResourceSummaries>${members.join('')}</StackResourceSummaries>`,
  };
}
