// The Athena workgroup over the lake; its results lie in the system zone.
import * as z from "zod";
import { athena } from "../../athena/index.ts";
import { moduleCall } from "../../kit/index.ts";
import { RESULTS_PREFIX } from "../lake.ts";
import { member } from "../member.ts";

const text = (description: string) => z.string().describe(description);

export const workgroupMember = member({
  names: {},
  outputs: {
    workgroup_name: text("Name of the Athena workgroup; null where there is none."),
    workgroup_arn: text("ARN of the Athena workgroup; null where there is none."),
    results_location: text("s3:// URI of the workgroup's results; null where there is none."),
  },
  build({ scope, vars, shared, bucketNames }) {
    const { workgroup_name, workgroup_arn, results_location } = moduleCall(
      scope,
      "athena",
      athena,
      {
        ...shared.every,
        create_results_bucket: false,
        results_bucket: bucketNames.at("system"),
        results_prefix: RESULTS_PREFIX,
        bytes_scanned_cutoff: vars.bytes_scanned_cutoff,
        named_queries: vars.named_queries,
      },
      { when: vars.create_workgroup },
    );
    return { outputs: { workgroup_name, workgroup_arn, results_location } };
  },
});
