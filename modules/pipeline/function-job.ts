// What of Batch a function of the pipeline hands on to.
import { type Expr, tf } from "../kit/index.ts";
import { BATCH } from "./addresses.ts";
import type { Pipeline } from "./member.ts";
import { take } from "./warehouse-connection.ts";

/** @param queue of the two kinds of capacity */
export const functionJobOf = ({ batch }: Pipeline["vars"], queue: string | Expr): Expr =>
  tf`${{
    queue_arn: BATCH.user_job_queue_arns.at(queue),
    image_uri: BATCH.image_uri,
    repository_arn: BATCH.repository_arn,
    log_group_name: BATCH.log_group_name,
    assign_public_ip: BATCH.assigns_public_ip,
    ...take(batch, "compute", "timeout_seconds", "attempts"),
  }}`;
