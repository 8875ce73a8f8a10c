// What use of each module costs: what is done, and how often. The rest of what a module costs stands still, and is counted from what it
// makes.
import type { PriceName } from "./prices.ts";

export interface Use {
  /** For what. */
  of: string;
  /** How many units of each price. */
  parts: readonly (readonly [amount: number, price: PriceName, why: string])[];
}

/** Of a file of 100 MB: 29 MB a second of the whole job on one thread were measured, with 2 GB of memory. */
const SECONDS = Math.ceil(100 / 29);

/** Module → its uses. */
export const USES: Readonly<Record<string, readonly Use[]>> = {
  lake: [
    { of: "1 GB kept for a month", parts: [[1, "storage", "1 GB"]] },
    { of: "1 GB in Glacier Flexible Retrieval for a month", parts: [[1, "glacier", "1 GB"]] },
  ],
  queue: [
    { of: "1,000 messages", parts: [[3000, "sqs", "each sent, received and deleted"]] },
    {
      of: "a month of Lambda asking an empty queue",
      parts: [[(5 * 30 * 86_400) / 20, "sqs", "five pollers, each every 20 s"]],
    },
  ],
  stage: [
    {
      of: "a file of 100 MB",
      parts: [
        [SECONDS * 2, "lambda", `${SECONDS} s of 2 GB`],
        [1, "invocation", "one message"],
        [6, "put", "Parquet, manifest, quarantine"],
        [4, "get", "file, contract, lookup"],
        [10, "keyUse", "with bucket keys"],
      ],
    },
  ],
  catalog: [
    {
      of: "a file",
      parts: [
        [1 * 0.5, "lambda", "1 s of 512 MB"],
        [1, "invocation", "one message"],
        [2, "sns", "told"],
        [1, "write", "audit"],
      ],
    },
  ],
  audit: [{ of: "a file", parts: [[6, "write", "record and index, three times"]] }],
  athena: [
    {
      of: "a query of 10 GB",
      parts: [
        [0.01, "athena", "10 GB scanned"],
        [2, "put", "result and metadata"],
      ],
    },
  ],
  warehouse: [{ of: "an hour of work on 8 RPU", parts: [[8, "rpu", "8 RPU for an hour"]] }],
  load: [
    {
      of: "a file",
      parts: [
        [5 * 0.5, "lambda", "5 s of 512 MB"],
        [1, "invocation", "one message"],
        [8 / 60, "rpu", "a minute of 8 RPU, the least that is billed"],
      ],
    },
  ],
  transforms: [
    {
      of: "a run of models of two minutes",
      parts: [
        [120 * 0.5, "lambda", "120 s of 512 MB"],
        [1, "invocation", "one"],
        [(8 * 2) / 60, "rpu", "two minutes of 8 RPU"],
      ],
    },
  ],
  delivery: [
    {
      of: "1,000 messages to one HTTPS receiver",
      parts: [
        [1000, "sns", "published"],
        [1000, "snsHttps", "delivered"],
      ],
    },
  ],
  api: [
    {
      of: "1,000 requests",
      parts: [
        [1000, "rest", "requests"],
        [1000, "invocation", "each one"],
        [1000 * 0.05, "lambda", "0.1 s of 512 MB each"],
        [3000, "write", "rate, idempotence, audit"],
      ],
    },
  ],
  records: [
    {
      of: "1,000 records in batches of 100",
      parts: [
        [3000, "sqs", "each sent, received and deleted"],
        [10, "put", "a batch each"],
        [10, "invocation", "a batch each"],
      ],
    },
  ],
  detokenize: [
    {
      of: "1,000 values in one request",
      parts: [
        [1, "invocation", "one"],
        [1, "lambda", "1 s of 1 GB"],
        [1000, "readItem", "a token each"],
        [2, "write", "audit, count"],
      ],
    },
  ],
  vault: [
    {
      of: "1,000 new values",
      parts: [
        [4000, "write", "two items in a transaction each"],
        [1, "keyUse", "a data key"],
      ],
    },
  ],
  batch: [
    {
      of: "an hour of a job of 2 vCPU and 8 GB",
      parts: [
        [2, "fargateCpu", "2 vCPU"],
        [8, "fargateMemory", "8 GB"],
      ],
    },
  ],
  monitoring: [
    {
      of: "each dataset, for a month",
      parts: [
        [9, "metric", "metrics that are told apart by dataset"],
        [3, "alarm", "two metrics of its quarantine alarm, freshness"],
      ],
    },
  ],
  archive: [
    {
      of: "10,000 audit records that expire at once",
      parts: [
        [10_000, "write", "a claim each"],
        [10, "put", "an object for each thousand"],
        [10, "invocation", "each thousand"],
        [10 * 30 * 0.5, "lambda", "30 s of 512 MB each"],
      ],
    },
    {
      of: "10 GB of archived records in Glacier Instant Retrieval for a month",
      parts: [[10, "glacierInstant", "compressed, where archive_after_days says so"]],
    },
  ],
  logs: [
    {
      of: "10 GB of functions' logs that leave for the archive",
      parts: [
        [10, "firehose", "beside what CloudWatch took for taking them in"],
        [1, "storage", "a tenth of it, compressed, for a month"],
        [3000, "put", "an object every five minutes, and more while there is much"],
      ],
    },
  ],
  trail: [
    {
      of: "1,000,000 data events",
      parts: [
        [1_000_000, "dataEvent", "recorded"],
        [1.5, "logs", "1.5 KB each in CloudWatch Logs"],
        [0.15, "storage", "a tenth of it in S3, compressed, for a month"],
      ],
    },
    {
      of: "100,000 management events of an account's second trail",
      parts: [
        [100_000, "secondTrail", "recorded"],
        [0.15, "logs", "1.5 KB each"],
      ],
    },
  ],
  bootstrap: [
    {
      of: "1,000 plans or applies",
      parts: [
        [4000, "put", "state and lock"],
        [2000, "get", "state"],
        [6000, "keyUse", "each of them"],
      ],
    },
  ],
};
