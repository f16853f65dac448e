import type { DocumentListing } from '../../simulator/yaml-library.ts';
import { fleetName, fleetSize, type InitOptions } from '../options/init-options.ts';
import type { Questioner } from './questions.ts';

/** The four things that a project begins with. */
export interface Choices {
  readonly profile: string;
  readonly name: string;
  readonly count: number;
  readonly edge: boolean;
}

export interface SettleInput {
  readonly options: InitOptions;
  readonly profiles: readonly DocumentListing[];
  /** Number of devices that a profile has when nobody says otherwise. */
  readonly countOf: (profile: string) => Promise<number>;
  /** Absent: nobody to ask, defaults stand. */
  readonly questioner?: Questioner | undefined;
  readonly say: (text: string) => void;
}

/** What beginners run first. */
const FIRST_PROFILE = 'wind-farm';

/** Takes what was given and asks for the rest, or takes its default. */
export async function settle(input: SettleInput): Promise<Choices> {
  const { options, questioner, countOf } = input;
  const profile = options.profile ?? (await askProfile(input));
  const named = `my-${profile}`;
  const name =
    options.name ??
    (await questioner?.ask({
      text: 'What is your fleet called?',
      fallback: named,
      read: (answer) => fleetName.safeParse(answer).data,
      expected: 'lower-case letters, digits and hyphens',
    })) ??
    named;
  const usual = await countOf(profile);
  const count =
    options.count ??
    (await questioner?.ask({
      text: 'How many devices?',
      fallback: String(usual),
      read: (answer) => fleetSize.safeParse(answer).data,
      expected: 'a whole number from 1 to 100000',
    })) ??
    usual;
  return { profile, name, count, edge: options.edge ?? (await askEdge(questioner)) };
}

async function askProfile({ profiles, questioner, say }: SettleInput): Promise<string> {
  if (questioner === undefined) return FIRST_PROFILE;
  const lines = profiles.map(({ name, description }, at) => `  ${at + 1} ${name}: ${description}`);
  say(`${lines.join('\n')}\n`);
  return questioner.ask({
    text: 'Which machines?',
    fallback: FIRST_PROFILE,
    read: (answer) => {
      const known = profiles.find(({ name }, at) => name === answer || String(at + 1) === answer);
      return known?.name;
    },
    expected: `a number from 1 to ${profiles.length}, or a name`,
  });
}

async function askEdge(questioner: Questioner | undefined): Promise<boolean> {
  if (questioner === undefined) return false;
  return questioner.ask({
    text: 'A file for an edge agent on real machines, too? y/n',
    fallback: 'n',
    read: (answer) => (/^(y|yes)$/iu.test(answer) ? true : /^(n|no)$/iu.test(answer) ? false : undefined), // prettier-ignore
    expected: 'y or n',
  });
}
