import {
  AwsFault,
  escapeXml,
  textOf,
  unknownOperation,
  xmlFault,
  type AwsService,
} from '../service.ts';

/**
 * Enough of STS to answer "who am I" (`aws sts get-caller-identity`), which tools ask to check
 * their credentials.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
 */
export function createStsService(options: { readonly accountId: string }): AwsService {
  return {
    name: 'sts',
    handle(request) {
      const action = new URLSearchParams(textOf(request.body)).get('Action') ?? '';
      if (action !== 'GetCallerIdentity') {
        return Promise.resolve(xmlFault(stsFault(action), REQUEST_ID));
      }
      return Promise.resolve({
        status: 200,
        headers: { 'content-type': 'text/xml' },
        body: callerIdentity(options.accountId),
      });
    },
  };
}

/** The id inside the document; the one that counts is in the header, from the front door. */
const REQUEST_ID = '00000000-0000-0000-0000-000000000000';

function stsFault(action: string): AwsFault {
  return action === ''
    ? new AwsFault('MissingAction', 'The request names no Action.')
    : unknownOperation('sts', action);
}

function callerIdentity(accountId: string): string {
  const account = escapeXml(accountId);
  return (
    '<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">' +
    `<GetCallerIdentityResult><Arn>arn:aws:iam::${account}:user/pm-sim</Arn>` +
    `<UserId>AIDAPMSIMLOCALTWIN000</UserId><Account>${account}</Account></GetCallerIdentityResult>` +
    `<ResponseMetadata><RequestId>${REQUEST_ID}</RequestId></ResponseMetadata>` +
    '</GetCallerIdentityResponse>'
  );
}
