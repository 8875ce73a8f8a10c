// Tags of alarms.
import { ApiError } from "../../../gateway/aws-json.ts";
import type { Around, Operations } from "./operations.ts";
import type { Input } from "./protocol.ts";

function of({ tags }: Around, input: Input): Map<string, string> {
  const found = tags.get(String(input.ResourceARN));
  if (!found)
    throw new ApiError("ResourceNotFoundException", `Unknown resource ${input.ResourceARN}`, {}, 404);
  return found;
}

export const tagOperations: Operations = {
  ListTagsForResource: (around, input) => ({
    Tags: [...of(around, input)].map(([Key, Value]) => ({ Key, Value })),
  }),
  TagResource(around, input) {
    const found = of(around, input);
    for (const { Key, Value } of (input.Tags ?? []) as { Key: string; Value: string }[])
      found.set(Key, Value);
    return {};
  },
  UntagResource(around, input) {
    const found = of(around, input);
    for (const key of (input.TagKeys ?? []) as string[]) found.delete(key);
    return {};
  },
};
