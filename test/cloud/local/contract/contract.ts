import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** One thing that the pipeline or its users rely on, checked through the SDK's client. */
export interface ContractCase<Client> {
  readonly title: string;
  readonly check: (client: Client) => Promise<void>;
}

/** Something that says that it speaks the service's protocol. */
export interface ContractTarget<Client> {
  readonly client: Client;
  close(): Promise<void>;
}

/** Where a target does something else than the AWS documentation says. */
export interface Deviation {
  readonly does: string;
  /** Page of the AWS documentation that decides. */
  readonly page: string;
}

export interface ContractOptions {
  /** By the title of the case. A case that the target keeps after all fails: take it off the list. */
  readonly deviations?: Readonly<Record<string, Deviation>>;
  /** Whether the target is not there. */
  readonly isMissing?: boolean;
}

export interface ServiceContract<Client> {
  readonly service: string;
  readonly cases: readonly ContractCase<Client>[];
}

/** Holds a target to the contract of a service. */
export function holdTo<Client>(
  { service, cases }: ServiceContract<Client>,
  target: { readonly name: string; readonly open: () => Promise<ContractTarget<Client>> },
  { deviations = {}, isMissing = false }: ContractOptions = {},
): void {
  describe.skipIf(isMissing)(`${service} over ${target.name}`, () => {
    let opened: ContractTarget<Client>;
    beforeAll(async () => {
      opened = await target.open();
    });
    afterAll(() => opened.close());

    const kept = cases.filter(({ title }) => !Object.hasOwn(deviations, title));
    it.for(kept.map(({ title, check }) => [title, check] as const))('%s', async ([, check]) => {
      expect.hasAssertions();
      await check(opened.client);
    });

    const differing = Object.entries(deviations).map(
      ([title, { does, page }]) => [title, target.name, does, page] as const,
    );
    it.for(differing)('%s: not with %s, which %s (%s)', async ([title]) => {
      const check = cases.find((each) => each.title === title)?.check;
      expect(check, 'a case of that title').toBeDefined();
      await expect(check?.(opened.client)).rejects.toBeInstanceOf(Error);
    });
  });
}

interface Refusal {
  readonly name: string;
  readonly status: number | undefined;
}

/** The exception and the HTTP status that a call is refused with. */
export async function refusalOf(call: Promise<unknown>): Promise<Refusal> {
  try {
    await call;
  } catch (error) {
    const { name, $metadata } = error as {
      readonly name: string;
      readonly $metadata?: { readonly httpStatusCode?: number };
    };
    return { name, status: $metadata?.httpStatusCode };
  }
  throw new Error('The call was accepted.');
}
