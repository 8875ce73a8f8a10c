// Tags of namespaces and workgroups, by their ARNs.
import type { Call } from "./estate.ts";
import { notFound } from "./estate.ts";
import { required } from "./input.ts";

export interface Tag {
  key: string;
  value: string;
}

/** What may be tagged from now on, and how it is. */
export function beginTags({ estate }: Call, arn: string, tags: readonly Tag[] = []): void {
  estate.tags.set(arn, new Map(tags.map(({ key, value }) => [key, value])));
}

function tagsOf({ estate }: Call, resourceArn: string | undefined): Map<string, string> {
  const arn = required(resourceArn, "resourceArn");
  const found = estate.tags.get(arn);
  if (!found) throw notFound("resource", arn);
  return found;
}

export const tagOperations = {
  ListTagsForResource: (input: { resourceArn?: string }, call: Call) => ({
    tags: [...tagsOf(call, input.resourceArn)].map(([key, value]) => ({ key, value })),
  }),
  TagResource(input: { resourceArn?: string; tags?: Tag[] }, call: Call) {
    const tags = tagsOf(call, input.resourceArn);
    for (const { key, value } of required(input.tags, "tags")) tags.set(key, value);
    return {};
  },
  UntagResource(input: { resourceArn?: string; tagKeys?: string[] }, call: Call) {
    const tags = tagsOf(call, input.resourceArn);
    for (const key of required(input.tagKeys, "tagKeys")) tags.delete(key);
    return {};
  },
};
