import { eachDevice } from '../../each-device.ts';
import { isOurs } from '../../deploy/tags.ts';

/** Something of ours that no stack owns: it costs, or lets somebody in, until somebody takes it away. */
export interface Orphan {
  readonly kind: OrphanKind;
  readonly name: string;
  /** By what it was known as ours. */
  readonly by: 'tag' | 'name' | 'policy' | 'group';
  readonly remove: () => Promise<void>;
}

/** In the order in which they are removed: whoever holds something goes before what is held. */
export const ORPHAN_KINDS = [
  'thing',
  'certificate',
  'thing group',
  'thing type',
  'rule',
  'IoT policy',
  'alarm',
  'dashboard',
  'stream',
  'table',
  'topic',
  'bucket',
] as const;

type OrphanKind = (typeof ORPHAN_KINDS)[number];

type Tags = Parameters<typeof isOurs>[0];

export interface Candidates {
  readonly kind: OrphanKind;
  readonly names: readonly string[];
  /** Names and ARNs of everything that a stack of ours owns. */
  readonly owned: ReadonlySet<string>;
  readonly tagsOf?: (name: string) => Promise<Tags>;
  readonly remove: (name: string) => Promise<void>;
}

/** What is ours among everything of a kind: by its name, else by its tags. */
export async function orphansAmong(candidates: Candidates): Promise<readonly Orphan[]> {
  const { kind, names, owned, tagsOf, remove } = candidates;
  const strangers = names.filter((name) => !owned.has(name));
  const found = await eachDevice(
    strangers,
    async (name): Promise<Orphan | undefined> => {
      const orphan = { kind, name, remove: () => remove(name) };
      if (isOurName(name)) return { ...orphan, by: 'name' };
      if (tagsOf === undefined) return undefined;
      return isOurs(await tagsOf(name)) ? { ...orphan, by: 'tag' } : undefined;
    },
    {},
  );
  return found.flatMap((orphan) => orphan ?? []);
}

/** `pm-sim`, or the last part of an ARN that begins so; rules write it with an underscore. */
export function isOurName(name: string): boolean {
  return /^pm[-_]?sim([-_.]|$)/iu.test(name.slice(name.lastIndexOf(':') + 1));
}
