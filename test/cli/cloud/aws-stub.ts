import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** Answers for the calls of CloudFormation and STS, by action; others are told that nothing exists. */
export type Answers = Readonly<Record<string, string>>;

export interface AwsStub extends AsyncDisposable {
  readonly url: string;
  /** Actions that were called, in order. */
  readonly calls: readonly string[];
}

/** A server that speaks the query protocol, for what the twin has not got. */
export async function startAwsStub(answers: Answers): Promise<AwsStub> {
  const calls: string[] = [];
  const server = createServer((asked, answer) => {
    void text(asked).then((body) => {
      const action = new URLSearchParams(body).get('Action') ?? '';
      calls.push(action);
      const result = answers[action];
      if (result === undefined) answer.statusCode = 400;
      answer.setHeader('content-type', 'text/xml');
      answer.end(
        result === undefined
          ? '<ErrorResponse><Error><Code>ValidationError</Code><Message>It does not exist</Message></Error></ErrorResponse>'
          : `<${action}Response><${action}Result>${result}</${action}Result></${action}Response>`,
      );
    });
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
