// Who is told of new objects. S3 keeps one configuration per bucket, so one resource holds all of a zone's.
import { S3BucketNotification } from "@cdktf/provider-aws/lib/s3-bucket-notification/index.js";
import { type Construct, dynamicBlock, type Expr, each, forEach, tf } from "../kit/index.ts";

export function notifications(scope: Construct, wanted: Expr, bucketNames: Expr): void {
  const notification = forEach(
    new S3BucketNotification(scope, "notification", { bucket: `${bucketNames.at(each.key)}` }),
    wanted,
  );
  dynamicBlock(notification, "queue", each.value, ({ key, value }) => ({
    id: tf`"queue-\${${key}}"`,
    queue_arn: value.attr("queue_arn"),
    events: value.attr("events"),
    filter_prefix: value.attr("prefix"),
    filter_suffix: value.attr("suffix"),
  }));
}
