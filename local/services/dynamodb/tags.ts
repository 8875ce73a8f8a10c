// moto answers ten tags of a table at a time, of which Terraform's provider reads no more; AWS answers all of them.
import { bodyOf } from "../../gateway/forward.ts";
import type { Handler } from "../../gateway/service.ts";

interface Page {
  Tags?: { Key: string; Value: string }[];
  NextToken?: string;
}

export const dynamodbTags: Handler = (request, forward) => {
  if (request.operation !== "ListTagsOfResource") return undefined;
  const input = JSON.parse(request.body.toString("utf8")) as { NextToken?: string };
  if (input.NextToken) return undefined;
  const tags: Page["Tags"] = [];
  const page = async (NextToken: string | undefined): ReturnType<typeof forward> => {
    const body = Buffer.from(JSON.stringify({ ...input, NextToken }));
    const headers = { ...request.headers, "content-length": String(body.length) };
    const response = await forward({ ...request, headers, body });
    const text = (await bodyOf(response)).toString("utf8");
    if (response.status !== 200) return { ...response, body: text };
    const answer = JSON.parse(text) as Page;
    tags.push(...(answer.Tags ?? []));
    if (answer.NextToken) return page(answer.NextToken);
    // The headers tell of a body that is another now.
    return {
      status: 200,
      headers: { "content-type": response.headers["content-type"] ?? "application/x-amz-json-1.0" },
      body: JSON.stringify({ Tags: tags }),
    };
  };
  return page(undefined);
};
