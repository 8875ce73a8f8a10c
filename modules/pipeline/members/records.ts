// Records that arrive one by one: the queue that is open to producers, and the function that batches what comes through it.
import * as z from "zod";
import { moduleCall, tf } from "../../kit/index.ts";
import { queue } from "../../queue/index.ts";
import { records } from "../../records/index.ts";
import { batchingInputs } from "../../records/inputs.ts";
import { USES_RECORDS } from "../asks.ts";
import { member } from "../member.ts";

/** A record comes again each time that a function dies which has it; what is no record is given up no sooner. */
const MOST_RECEIVES = 20;

const text = (description: string) => z.string().describe(description);

export const recordsMember = member({
  names: { functions: ["records"], queues: ["records"], where: "with records", taken: ["record-claims"] },
  outputs: {
    record_claims_table_name: text(
      "Name of the table that knows which object a message of records is in; null where there is none.",
    ),
    record_claims_table_arn: text("ARN of that table; null where there is none."),
  },
  build({ scope, vars, shared, contract, bucketNames }) {
    const when = USES_RECORDS;
    const asked = vars.records;
    const timeout = asked.attr("timeout_seconds");
    const arriving = moduleCall(
      scope,
      "records_queue",
      queue,
      {
        ...shared.every,
        ...shared.force,
        ...shared.queues,
        name: `${vars.name}-records`,
        consumer_timeout_seconds: timeout,
        // While a batch fills, its messages are hidden already.
        visibility_timeout_seconds: tf`6 * ${timeout} + ${asked.attr("batch_window_seconds")}`,
        max_receives: tf`max(${MOST_RECEIVES}, ${vars.max_receives})`,
        producer_arns: asked.attr("producer_arns"),
        holds_data: true,
      },
      { when },
    );
    const outputs = moduleCall(
      scope,
      "records",
      records,
      {
        ...shared.every,
        ...shared.functions,
        ...(Object.fromEntries(Object.keys(batchingInputs).map((name) => [name, asked.attr(name)])) as {
          [K in keyof typeof batchingInputs]: typeof asked;
        }),
        queue_arn: arriving.queue_arn,
        contract_uri: contract.uri,
        contract_digest: contract.digest,
        landing_bucket: bucketNames.at("landing"),
      },
      { when },
    );
    return {
      functions: [{ name: "records", when, outputs }],
      queues: [{ name: "records", when, outputs: arriving }],
      outputs: {
        record_claims_table_name: outputs.claims_table_name,
        record_claims_table_arn: outputs.claims_table_arn,
      },
    };
  },
});
