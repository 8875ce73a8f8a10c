// Submits the job that imports what a message tells of: one job per object, with the very event that the function was given.
import { SubmitJobCommand } from "@aws-sdk/client-batch";
import type { DispatchEnvironment } from "../../core/environment/dispatch.ts";
import { unreadIdOf } from "../../core/records/run-id.ts";
import { updateAudit } from "../aws/audit.ts";
import { batch } from "../aws/clients/batch.ts";
import { uriOf } from "../aws/objects.ts";
import { notificationOf, objectsCreated } from "../events/notifications.ts";

export interface Submitted {
  job_id: string;
  object: string;
}

/**
 * A message that comes again submits again: Batch knows no token by which it would tell. The second job finds the run done,
 * or waits for the first's lock, and changes nothing.
 */
export async function submitImport(env: DispatchEnvironment, body: string): Promise<Submitted[]> {
  const submitted: Submitted[] = [];
  for (const object of objectsCreated(body)) {
    const dataset = object.key.split("/", 1)[0] as string;
    const id = unreadIdOf(object);
    const { jobId = "" } = await batch().send(
      new SubmitJobCommand({
        jobName: jobName(dataset, id),
        jobQueue: env.JOB_QUEUE_ARN,
        jobDefinition: env.IMPORT_JOB_DEFINITION_ARN,
        // Datasets take turns: one with many large files does not keep the others waiting.
        shareIdentifier: shareOf(dataset),
        parameters: { event: notificationOf(object) },
      }),
    );
    await updateAudit(env.AUDIT_TABLE, id, { job_id: jobId });
    submitted.push({ job_id: jobId, object: uriOf(object) });
  }
  return submitted;
}

/** Letters, digits, hyphens and underscores, up to 128 of them. */
const jobName = (dataset: string, id: string): string =>
  `import-${dataset.replaceAll(/[^A-Za-z0-9_-]/g, "_").slice(0, 80)}-${id}`;

/** Letters and digits alone. */
const shareOf = (dataset: string): string => dataset.replaceAll(/[^A-Za-z0-9]/g, "").slice(0, 255) || "other";
