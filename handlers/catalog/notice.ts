// Publishes `dataset.curated` and `dataset.rejected` by SNS, and the former as an event too. At least once; subscribers tell repeats by the message attribute run_id.

import { PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { PublishCommand } from "@aws-sdk/client-sns";
import {
  CURATED_EVENT,
  type CuratedNotice,
  curatedEventSchema,
  curatedNoticeSchema,
} from "../../core/records/curated-notice.ts";
import { type Manifest, manifestKey } from "../../core/records/manifest.ts";
import { type RejectedNotice, rejectedNoticeSchema } from "../../core/records/rejected-notice.ts";
import { events } from "../aws/clients/events.ts";
import { sns } from "../aws/clients/sns.ts";
import { uriOf } from "../aws/objects.ts";

/** SNS refuses messages above 256 KiB: of more partitions than this, the manifest has the list. */
const MAX_PARTITIONS = 1_000;

export function noticeOf(manifest: Manifest, database: string, curatedBucket: string): CuratedNotice {
  const partitions = new Map(
    manifest.files.map(({ partition }) => [JSON.stringify(partition), partition] as const),
  );
  return curatedNoticeSchema.parse({
    type: "dataset.curated",
    run_id: manifest.run_id,
    dataset: manifest.dataset,
    database,
    manifest: `s3://${curatedBucket}/${manifestKey(manifest.dataset, manifest.run_id)}`,
    rows_curated: manifest.rows_curated,
    rows_quarantined: manifest.rows_quarantined,
    partitions: [...partitions.values()]
      .filter((partition) => Object.keys(partition).length > 0)
      .slice(0, MAX_PARTITIONS),
    committed_at: manifest.committed_at,
  });
}

export function rejectedNoticeOf(manifest: Manifest, curatedBucket: string): RejectedNotice {
  const [quarantined] = manifest.quarantine;
  return rejectedNoticeSchema.parse({
    type: "dataset.rejected",
    run_id: manifest.run_id,
    dataset: manifest.dataset,
    file: uriOf(manifest.source),
    quarantined: quarantined && uriOf(quarantined),
    ...manifest.rejected,
    manifest: `s3://${curatedBucket}/${manifestKey(manifest.dataset, manifest.run_id)}`,
    committed_at: manifest.committed_at,
  });
}

/** Puts `dataset.curated` on an event bus. At least once, as the notice. */
export async function putEvent(bus: string, pipeline: string, notice: CuratedNotice): Promise<void> {
  const { type: _type, partitions: _partitions, ...rest } = notice;
  const { Entries: [entry] = [] } = await events().send(
    new PutEventsCommand({
      Entries: [
        {
          EventBusName: bus,
          Source: CURATED_EVENT.source,
          DetailType: CURATED_EVENT.detailType,
          Detail: JSON.stringify(curatedEventSchema.parse({ ...rest, pipeline })),
        },
      ],
    }),
  );
  // The call succeeds also where an event was not taken.
  if (entry?.ErrorCode)
    throw new Error(`EventBridge refused the event: ${entry.ErrorCode} ${entry.ErrorMessage}`);
}

export async function publishNotice(topicArn: string, notice: CuratedNotice | RejectedNotice): Promise<void> {
  const attribute = (value: string) => ({ DataType: "String", StringValue: value });
  await sns().send(
    new PublishCommand({
      TopicArn: topicArn,
      Message: JSON.stringify(notice),
      MessageAttributes: {
        type: attribute(notice.type),
        dataset: attribute(notice.dataset),
        run_id: attribute(notice.run_id),
      },
      // A FIFO topic drops repeats itself, within its five minutes.
      ...(topicArn.endsWith(".fifo") && {
        MessageGroupId: notice.dataset,
        MessageDeduplicationId: notice.run_id,
      }),
    }),
  );
}
