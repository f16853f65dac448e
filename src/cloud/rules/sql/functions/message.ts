import { randomUuid } from '../../message.ts';
import { toInt } from '../value.ts';
import { fixed, type FunctionTable } from './definition.ts';

/** The only version of the language that this engine speaks. */
export const SQL_VERSION = '2016-03-23';

/** Functions about the message and its surroundings (developer guide, "Functions"). */
export const MESSAGE_FUNCTIONS: FunctionTable = {
  accountid: fixed(0, (_, message) => message.surroundings.accountId),
  clientid: fixed(0, (_, message) => message.clientId ?? 'n/a'),
  newuuid: fixed(0, (_, message) => randomUuid(message.surroundings.random)),
  principal: fixed(0, (_, message) => message.principal),
  sql_version: fixed(0, () => SQL_VERSION),
  timestamp: fixed(0, (_, message) => Math.floor(message.surroundings.clock.now())),
  topic: {
    argsMin: 0,
    argsMax: 1,
    bind: () => (args, message) => {
      if (args.length === 0) return message.topic;
      const level = toInt(args[0]);
      return level === undefined ? undefined : message.levels[level - 1];
    },
  },
  traceid: fixed(0, (_, message) =>
    message.clientId === undefined ? undefined : message.traceId(),
  ),
};
