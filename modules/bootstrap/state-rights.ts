// What a role may do with Terraform's state: of its own environment, and the lock beside it. Source: Terraform, "Backend Type: s3"
// (permissions, use_lockfile).
import { type Place, type Rights, stateKey } from "./place.ts";

/**
 * @param may `read`: never locked, `terraform plan -lock=false`; `write`: with the lock; `delete`: the state too, once nothing of it is
 *   left
 */
export function stateRights(
  at: Place,
  environments: readonly string[],
  may: "read" | "write" | "delete",
): Rights[] {
  const writes = may !== "read";
  const bucket = `arn:${at.partition}:s3:::${at.stateBucket}`;
  const objects = (suffix = ""): string[] => environments.map((one) => `${bucket}/${stateKey(one)}${suffix}`);
  return [
    { Sid: "FindState", Effect: "Allow", Action: ["s3:ListBucket"], Resource: bucket },
    {
      Sid: "ReadState",
      Effect: "Allow",
      Action: [
        ...(may === "delete" ? ["s3:DeleteObject"] : []),
        "s3:GetObject",
        ...(writes ? ["s3:PutObject"] : []),
      ],
      Resource: objects(),
    },
    ...(writes
      ? [
          {
            Sid: "LockState",
            Effect: "Allow",
            Action: ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"],
            Resource: objects(".tflock"),
          } satisfies Rights,
        ]
      : []),
    {
      Sid: "UseKeyOfState",
      Effect: "Allow",
      Action: ["kms:Decrypt", ...(writes ? ["kms:GenerateDataKey"] : [])],
      Resource: at.stateKeyArn,
      Condition: { StringEquals: { "kms:ViaService": `s3.${at.region}.${at.dnsSuffix}` } },
    },
  ];
}
