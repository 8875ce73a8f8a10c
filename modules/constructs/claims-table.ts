// The table of claims: who is to write an object, so that it is written once whoever comes a second time. A claim goes by itself.
import { DynamodbTable } from "@cdktf/provider-aws/lib/dynamodb-table/index.js";
import { type Construct, type Expr, ref } from "../kit/index.ts";

export function claimsTable(scope: Construct, vars: { tags: Expr }, name: string, keyArn: Expr): Expr {
  return ref(
    new DynamodbTable(scope, "claims", {
      name,
      billingMode: "PAY_PER_REQUEST",
      hashKey: "id",
      attribute: [{ name: "id", type: "S" }],
      ttl: { attributeName: "expires_at", enabled: true },
      serverSideEncryption: { enabled: true, kmsKeyArn: `${keyArn}` },
      tags: vars.tags.map,
    }),
  );
}
