// Who opened tokens, or was refused: the audit of detokenization, the newest first.
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { TOKEN_AUDIT_PREFIX, tokenAuditSchema, UNKNOWN_DATASET } from "../../../core/records/token-audit.ts";
import { OPENINGS } from "../../../page/model/limits.ts";
import type { Opening } from "../../../page/model/page.ts";
import { newestRecords } from "../../watch/audit-index.ts";
import { someAtATime } from "./in-turn.ts";
import type { Seen } from "./seen.ts";

export async function openingsOf({ aws, pipeline, contract }: Seen): Promise<Opening[]> {
  const tokenized = Object.entries(contract.datasets)
    .filter(([, { columns }]) => columns.some(({ tokenize }) => tokenize))
    .map(([name]) => name);
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(aws));
  try {
    const found = await someAtATime([...tokenized, UNKNOWN_DATASET], async (dataset) => {
      const items = await newestRecords(
        client,
        pipeline.auditTable,
        `${TOKEN_AUDIT_PREFIX}${dataset}`,
        OPENINGS,
      );
      return items.map((item): Opening => {
        const { run_id, event, caller, purpose, columns, opened, problem, committed_at } =
          tokenAuditSchema.parse(item);
        return {
          id: run_id,
          at: committed_at,
          dataset,
          event,
          caller,
          ...(purpose !== undefined && { purpose }),
          columns: columns ?? [],
          ...(opened !== undefined && { opened }),
          ...(problem !== undefined && { problem }),
        };
      });
    });
    return found
      .flat()
      .sort((a, b) => (a.at < b.at ? 1 : -1))
      .slice(0, OPENINGS);
  } finally {
    client.destroy();
  }
}
