// Calls that are refused before their request is judged leave a record too: of what they asked for, as far as it can be read.
import * as z from "zod";
import { NAME } from "../../core/contract/fields.ts";
import type { DetokenizeEnvironment } from "../../core/environment/tokens.ts";
import { LONGEST_PURPOSE, PURPOSE, UNKNOWN_DATASET } from "../../core/records/token-audit.ts";
import type { Refusal } from "../http/serve.ts";
import { writeTokenAudit } from "./audit.ts";

const askedSchema = z.object({
  dataset: z.string().regex(NAME).optional().catch(undefined),
  purpose: z.string().max(LONGEST_PURPOSE).regex(PURPOSE).optional().catch(undefined),
  records: z.array(z.unknown()).optional().catch(undefined),
});

export async function auditRefusal({
  caller,
  requestId,
  bytes,
  env,
}: Refusal<DetokenizeEnvironment>): Promise<void> {
  const { dataset, purpose, records } = asked(bytes);
  await writeTokenAudit(env, {
    event: "refused",
    dataset: dataset ?? UNKNOWN_DATASET,
    caller: caller.id,
    purpose,
    records: records?.length,
    problem: "not_permitted",
    request_id: requestId,
  });
}

function asked(bytes: Buffer): z.output<typeof askedSchema> {
  try {
    return askedSchema.parse(JSON.parse(bytes.toString("utf8")));
  } catch {
    return {};
  }
}
