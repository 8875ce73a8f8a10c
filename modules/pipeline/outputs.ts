// The names and ARNs of a pipeline that are not one member's own: its foundation, and maps over all members.
import * as z from "zod";
import type { Member, Names } from "./member.ts";
import { monitoringOutputs } from "./monitoring-inputs.ts";
import { reportsOutputs } from "./reports-inputs.ts";

const map = (description: string) => z.record(z.string(), z.string()).describe(description);
const text = (description: string) => z.string().describe(description);

/** The names of some kinds, where each is there, as Markdown. */
const listed = ({ chosen, where, ...names }: Names, kinds: readonly Kind[]): string[] => {
  const own = kinds.flatMap((kind) => names[kind] ?? []).map((name) => `\`${name}\``);
  if (chosen) return [chosen];
  return own.length === 0 ? [] : [`${where ? `${where} ` : ""}${own.join(" and ")}`];
};
type Kind = "functions" | "queues" | "parking";

/** @param members whose functions and queues the maps hold */
export function sharedOutputs(members: readonly Member[]) {
  const over =
    (...kinds: Kind[]) =>
    (what: string) =>
      map(`${members.flatMap(({ names }) => listed(names, kinds)).join(", ")} → ${what}`);
  const [ofQueues, ofDeadLetters, ofFunctions] = [
    over("queues", "parking"),
    over("queues"),
    over("functions"),
  ];
  return {
    bucket_names: map("Zone → name of its bucket."),
    bucket_arns: map("Zone → ARN of its bucket."),
    queue_arns: ofQueues("ARN of the queue."),
    queue_urls: ofQueues("URL of the queue."),
    dead_letter_queue_arns: ofDeadLetters("ARN of the dead-letter queue."),
    dead_letter_queue_urls: ofDeadLetters("URL of the dead-letter queue."),
    function_names: ofFunctions("name of the function."),
    function_arns: ofFunctions("ARN of the function."),
    role_names: ofFunctions("name of the function's role."),
    role_arns: ofFunctions("ARN of the function's role."),
    log_group_names: ofFunctions("name of the function's log group."),
    log_group_arns: ofFunctions("ARN of the function's log group."),
    event_source_mapping_arns: ofFunctions("ARN of the mapping from its queue."),
    alarm_arns: map(
      "`QUEUE/ALARM`, `FUNCTION/errors`, `FUNCTION/throttles`, and what the module `monitoring` calls its own → ARN of the alarm.",
    ),
    ...monitoringOutputs,
    ...reportsOutputs,
    log_archive_stream_arn: text("ARN of the stream that archives logs; null where there is none."),
    audit_table_name: text("Name of the audit table."),
    audit_table_arn: text("ARN of the audit table."),
    audit_index_name: text("Name of the audit table's index by dataset and commit time."),
    contract_uri: text("s3:// URI of the contract as the functions read it."),
    contract_digest: text("SHA-256 of the contract as the functions read it, in hex."),
    kms_key_arn: text("ARN of the key that everything is encrypted with."),
  };
}
