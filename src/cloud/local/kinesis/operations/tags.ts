import { z } from 'zod';
import { type JsonOperation } from '../../service.ts';
import type { KinesisEngine } from '../kinesis-engine.ts';
import { invalidArgument, nameInArn, operation, streamFields, streamNameOf } from './input.ts';

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_AddTagsToStream.html */
const TAGS_MAX = 50;

const tagsField = z.record(z.string().min(1).max(128), z.string().max(256));
const keysField = z.array(z.string().min(1).max(128)).min(1);

/** Tags, under both families of names that AWS has for them. */
export function tagOperations(engine: KinesisEngine): Record<string, JsonOperation> {
  const add = (name: string, tags: Readonly<Record<string, string>>): void => {
    const merged = { ...engine.stream(name).tags, ...tags };
    if (Object.keys(merged).length > TAGS_MAX) {
      throw invalidArgument(`A stream has at most ${TAGS_MAX} tags.`);
    }
    engine.updateStream(name, { tags: merged });
  };
  const remove = (name: string, keys: readonly string[]): void => {
    const kept = Object.entries(engine.stream(name).tags).filter(([key]) => !keys.includes(key));
    engine.updateStream(name, { tags: Object.fromEntries(kept) });
  };
  return {
    AddTagsToStream: operation(z.object({ ...streamFields, Tags: tagsField }), (input) =>
      add(streamNameOf(input), input.Tags),
    ),
    RemoveTagsFromStream: operation(z.object({ ...streamFields, TagKeys: keysField }), (input) =>
      remove(streamNameOf(input), input.TagKeys),
    ),
    ListTagsForStream: operation(
      z.object({
        ...streamFields,
        ExclusiveStartTagKey: z.string().optional(),
        Limit: z.int().min(1).max(TAGS_MAX).default(TAGS_MAX),
      }),
      (input) => {
        const start = input.ExclusiveStartTagKey ?? '';
        const tags = tagList(engine, streamNameOf(input)).filter(({ Key }) => Key > start);
        return { Tags: tags.slice(0, input.Limit), HasMoreTags: tags.length > input.Limit };
      },
    ),
    TagResource: operation(
      z.object({ ResourceARN: z.string(), Tags: tagsField }),
      ({ ResourceARN, Tags }) => add(nameInArn(ResourceARN), Tags),
    ),
    UntagResource: operation(
      z.object({ ResourceARN: z.string(), TagKeys: keysField }),
      ({ ResourceARN, TagKeys }) => remove(nameInArn(ResourceARN), TagKeys),
    ),
    ListTagsForResource: operation(z.object({ ResourceARN: z.string() }), ({ ResourceARN }) => ({
      Tags: tagList(engine, nameInArn(ResourceARN)),
    })),
  };
}

function tagList(engine: KinesisEngine, name: string): { Key: string; Value: string }[] {
  return Object.entries(engine.stream(name).tags)
    .map(([Key, Value]) => ({ Key, Value }))
    .toSorted((a, b) => (a.Key < b.Key ? -1 : 1));
}
