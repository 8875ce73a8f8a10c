// moto says of an Athena resource without tags that it does not exist; Terraform's provider asks for the tags of each.
import { bodyOf } from "../../gateway/forward.ts";
import type { Handler } from "../../gateway/service.ts";

export const athenaTags: Handler = (request, forward) => {
  if (request.operation !== "ListTagsForResource") return undefined;
  return forward(request).then(async (response) => {
    const body = (await bodyOf(response)).toString("utf8");
    if (response.status !== 400 || !/Athena Resource, .* Does Not Exist/.test(body))
      return { ...response, body };
    return {
      status: 200,
      headers: { "content-type": "application/x-amz-json-1.1" },
      body: JSON.stringify({ Tags: [] }),
    };
  });
};
