/** By this everything of ours is found again, whoever made it and from where. */
export const PROJECT_TAG = { Key: 'pm-sim:project', Value: 'pm-sim' } as const;

interface Tag {
  readonly Key?: string | undefined;
  readonly Value?: string | undefined;
}

export function isOurs(tags: readonly Tag[] | undefined): boolean {
  return (tags ?? []).some(
    ({ Key, Value }) => Key === PROJECT_TAG.Key && Value === PROJECT_TAG.Value,
  );
}
