// A function that does what its event asks, for the tests of the local AWS: it reads, writes, throws, fills its storage,
// fails single messages, ends its process, or hangs.
import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";

const require = createRequire(import.meta.url);
const s3 = new S3Client();
let calls = 0;
export const handler = async (event, context) => {
  calls += 1;
  if (event.ask === "environment")
    return {
      env: process.env,
      remaining: context.getRemainingTimeInMillis(),
      id: context.awsRequestId,
      calls,
    };
  if (event.ask === "layer") return require("from-layer");
  if (event.ask === "read")
    return (
      await s3.send(new GetObjectCommand({ Bucket: "files", Key: event.key }))
    ).Body.transformToString();
  if (event.ask === "throw") throw new TypeError("no good");
  if (event.ask === "fill") {
    for (let n = 0; n < 700; n++) {
      writeFileSync(`${tmpdir()}/${n}`, Buffer.alloc(1 << 20, 1));
      if (n % 50 === 0) await new Promise((go) => setTimeout(go, 60));
    }
    return "filled";
  }
  const batchItemFailures = [];
  for (const record of event.Records) {
    console.log("got", record.body, record.attributes.ApproximateReceiveCount);
    if (record.body === "poison") batchItemFailures.push({ itemIdentifier: record.messageId });
    else if (record.body === "crash") process.kill(process.pid, "SIGKILL");
    else if (record.body === "hang") for (;;);
    else
      await s3.send(
        new PutObjectCommand({
          Bucket: "files",
          Key: `seen/${record.body.slice(0, 40)}`,
          Body: JSON.stringify(record),
        }),
      );
  }
  return { batchItemFailures };
};
