import { PmSimError } from '../../../runtime/errors.ts';
import type { Stack } from '../../stack/stack.ts';
import { ref, sub, type Value } from './cloudformation.ts';

type Kind =
  | 'stream'
  | 'table'
  | 'topic'
  | 'queue'
  | 'bucket'
  | 'function'
  | 'mapping'
  | 'rule'
  | 'alarm';

/** How a template calls the parts of a stack. */
export interface Parts {
  /** Logical id: what other resources refer to. */
  id(kind: Kind, name: string): string;
}

const SUFFIX: Readonly<Record<Kind, string>> = {
  stream: 'Stream',
  table: 'Table',
  topic: 'Topic',
  queue: 'Queue',
  bucket: 'Bucket',
  function: 'Function',
  mapping: 'Mapping',
  rule: 'Rule',
  alarm: 'Alarm',
};

/**
 * Logical ids are letters and digits only (CloudFormation user guide, "Resources"), so two names may
 * come to the same id. @throws PmSimError `template/name-clash`
 */
export function partsOf(stack: Stack): Parts {
  const names: readonly (readonly [Kind, readonly string[]])[] = [
    ['stream', stack.streams.map(({ name }) => name)],
    ['table', stack.tables.map(({ name }) => name)],
    ['topic', stack.topics.map(({ name }) => name)],
    ['queue', stack.queues.map(({ name }) => name)],
    ['bucket', stack.buckets.map(({ name }) => name)],
    ['function', stack.functions.map(({ name }) => name)],
    ['mapping', stack.mappings.map(({ id }) => id)],
    ['rule', stack.rules.map(({ name }) => name)],
    ['alarm', stack.alarms.map(({ id }) => id)],
  ];
  const taken = new Map<string, string>();
  for (const [kind, list] of names) {
    for (const name of list) {
      const id = logicalId(kind, name);
      const other = taken.get(id);
      if (other !== undefined) throw clash(id, other, `${kind} "${name}"`);
      taken.set(id, `${kind} "${name}"`);
    }
  }
  return { id: logicalId };
}

/** `rule-errors` → `RuleErrorsQueue`. */
function logicalId(kind: Kind, name: string): string {
  const words = name.split(/[^A-Za-z0-9]+/).filter((word) => word !== '');
  const camel = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
  return camel + SUFFIX[kind];
}

/** Name of a part in the account: several stacks may stand beside each other. */
export function physicalName(name: string): Value {
  return sub(`\${AWS::StackName}-${name}`);
}

/** Tags that every resource carries: whose it is, and which deployment made it. */
export const TAGS: readonly Value[] = [
  { Key: 'pm-sim:project', Value: 'pm-sim' },
  { Key: 'pm-sim:run', Value: ref('RunId') },
];

function clash(id: string, one: string, other: string): PmSimError {
  return new PmSimError(
    'template/name-clash',
    `The ${one} and the ${other} of the stack are both called ${id} in the template.`,
    { kind: 'system', hint: 'Names must differ in more than their punctuation.' },
  );
}
