/** A path into JSON: `data.rms`, `tags[0].value`, `["odd.name"]`; a leading `$.` is allowed. */
export type PathText = string;

/** Steps that one path may have: a message is a few levels deep. */
const STEPS_MAX = 32;

const STEP = /\[(\d+)\]|\["((?:[^"\\]|\\.)*)"\]|([^.[\]"]+)|\./gu;

/**
 * Reads a path's steps.
 * @returns undefined when the text is no path
 */
export function pathSteps(path: PathText): readonly (string | number)[] | undefined {
  const source = path.startsWith('$.') ? path.slice(2) : path;
  const steps: (string | number)[] = [];
  let end = 0;
  for (const match of source.matchAll(STEP)) {
    if (match.index !== end) return undefined;
    end += match[0].length;
    const [, index, quoted, name] = match;
    if (index !== undefined) steps.push(Number(index));
    else if (quoted !== undefined) steps.push(quoted.replaceAll(/\\(.)/gu, '$1'));
    else if (name !== undefined) steps.push(name);
  }
  const isPath = end === source.length && steps.length > 0 && steps.length <= STEPS_MAX;
  return isPath ? steps : undefined;
}

/** The value that steps lead to; undefined where they lead nowhere. */
export function valueAt(value: unknown, steps: readonly (string | number)[]): unknown {
  return steps.reduce<unknown>((at, step) => ownValue(at, step), value);
}

/** A value's own member: what an object inherits is no part of a message. */
export function ownValue(value: unknown, step: string | number): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
  return (value as Readonly<Record<string | number, unknown>>)[step];
}

/** Level of a topic that `topic:N` names, counted from 1. */
export function segmentOf(path: PathText): number | undefined {
  const level = /^topic:([1-9]\d?)$/u.exec(path)?.[1];
  return level === undefined ? undefined : Number(level);
}
