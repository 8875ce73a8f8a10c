// Records by the contract's rules, in line: judged, tokenized, and opened again; and what the audit says of who did it.
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, QueryCommand } from "@aws-sdk/lib-dynamodb";
import { AUDIT_INDEX } from "../../../core/records/audit.ts";
import { TOKEN_AUDIT_PREFIX, tokenAuditSchema } from "../../../core/records/token-audit.ts";
import { type ApiAnswer, apiAddressOf, callApi } from "../../api/client.ts";
import { table } from "../../output/table.ts";
import type { Chapter, Story } from "./chapter.ts";
import { openFile } from "./openings.ts";

const DATASET = "reporters";
/** A dataset whose tokens nobody may open here. */
const FORBIDDEN = "movies";
const RECORDS = [
  { reporter_id: 1, mail: " Ann@Example.org", phone: "+44 20-7946-0958", licence: "gb-fcl-1234" },
  { reporter_id: 2, mail: "nobody", phone: "+44 7946" },
];

/** Who asked for tokens to be opened, what for, and what became of it: the latest last. */
async function auditOf({ aws, pipeline }: Story, dataset: string): Promise<string[][]> {
  const dynamo = DynamoDBDocumentClient.from(new DynamoDBClient(aws));
  try {
    const { Items = [] } = await dynamo.send(
      new QueryCommand({
        TableName: pipeline.auditTable,
        IndexName: AUDIT_INDEX.name,
        KeyConditionExpression: "#dataset = :dataset",
        ExpressionAttributeNames: { "#dataset": AUDIT_INDEX.hash },
        ExpressionAttributeValues: { ":dataset": TOKEN_AUDIT_PREFIX + dataset },
      }),
    );
    return Items.map((item) => tokenAuditSchema.parse(item)).map((one) => [
      one.event,
      dataset,
      one.caller.split(":").at(-1) ?? one.caller,
      one.purpose ?? "",
      one.problem ?? `${one.opened} of ${(one.columns ?? []).join(", ")}`,
    ]);
  } finally {
    dynamo.destroy();
  }
}

/** Characters of a value that the table shows; a token of the vault has 36. */
const SHOWN = 20;
const clipped = (value: unknown): string => {
  const text = String(value ?? "");
  return text.length > SHOWN ? `${text.slice(0, SHOWN - 1)}…` : text;
};

export const tokens: Chapter = {
  title: "tokens by the API",
  async run(story) {
    const { output, aws, signal } = story;
    const address = apiAddressOf(story.dir, story.local, aws);
    const ask = (path: string, body: object): Promise<ApiAnswer> =>
      callApi(address, aws, { path, body, signal });

    output.say("\nRecords by the contract's rules, through the API: the same engine, in line");
    const validated = await ask("/validate", { dataset: DATASET, records: RECORDS });
    for (const [at, one] of outcomesOf(validated).entries())
      output.say(
        `POST /validate: record ${at + 1} ${one.valid ? "is valid" : `breaks ${one.reasons.join(", ")}`}`,
      );

    const [record] = RECORDS;
    const tokenized = await ask("/tokenize", { dataset: DATASET, records: [record] });
    const row = outcomesOf(tokenized)[0]?.row ?? {};
    const purpose = "To ask for a photo";
    const opened = await ask("/detokenize", { dataset: DATASET, purpose, records: [row] });
    const values = (opened.body.records?.[0]?.values ?? {}) as Row;
    const columns = ["column", "sent", "POST /tokenize", "POST /detokenize"].map((title) => ({ title }));
    const lines = Object.entries(record ?? {}).map(([name, sent]) => [name, sent, row[name], values[name]]);
    output.say(
      `\n${table(
        columns,
        lines.map((line) => line.map(clipped)),
      )}`,
    );

    const [line] = await openFile(story, DATASET, [row]);
    const refused = await ask("/detokenize", { dataset: FORBIDDEN, purpose: "Curious", records: [{}] });
    const records = (await Promise.all([DATASET, FORBIDDEN].map((one) => auditOf(story, one)))).flat();
    const titles = ["event", "dataset", "caller", "purpose", "what"].map((title) => ({ title }));
    output.say(`\nAudit of opened tokens\n${table(titles, records)}`);
    return (
      line?.values.mail === "ann@example.org" &&
      values.mail === "ann@example.org" &&
      refused.status === 403 &&
      records.length >= 2
    );
  },
};

type Row = { [column: string]: unknown };

const outcomesOf = ({ body }: ApiAnswer): { valid: boolean; reasons: string[]; row: Row | null }[] =>
  body.outcomes ?? [];
