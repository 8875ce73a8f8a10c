// Where a pipeline was seen, in words.
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import type { Seen } from "./seen.ts";

export async function placeOf({ aws, local, pipeline }: Seen): Promise<string> {
  if (local) return `the local AWS in ${pipeline.region ?? local.region}`;
  const sts = new STSClient(aws);
  try {
    const { Account } = await sts.send(new GetCallerIdentityCommand({}));
    return `account ${Account} in ${await sts.config.region()}`;
  } finally {
    sts.destroy();
  }
}
