// The archive of a pipeline's logs, where it is asked for: it is told of all functions by their map.
import { moduleCall, tf } from "../kit/index.ts";
import { logs } from "../logs/index.ts";
import { folded, functionsOf } from "./fold.ts";
import type { Built, Pipeline } from "./member.ts";

export function logArchiveOf({ scope, vars, shared, bucketNames }: Pipeline, built: readonly Built[]) {
  const when = vars.archive.attr("logs");
  const made = moduleCall(
    scope,
    "log_archive",
    logs,
    {
      name: shared.every.name,
      tags: shared.every.tags,
      permissions_boundary_arn: vars.permissions_boundary_arn,
      alarm_topic_arns: vars.alarm_topic_arns,
      log_groups: folded(functionsOf(built), "log_group_name"),
      archive_bucket: bucketNames.at("archive"),
      kms_key_arn: shared.every.kms_key_arn,
    },
    { when },
  );
  return {
    alarms: tf`{ for k, v in ${{ "log-archive/late": made.late_alarm_arn }} : k => v if ${when} }`,
    outputs: { log_archive_stream_arn: made.stream_arn },
  };
}
