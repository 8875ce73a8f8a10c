// What an action needs besides itself where a customer's KMS key encrypts what it touches. Forgetting it is the commonest
// reason why what works with AWS's own keys fails with one's own.
import type { Account } from "./account.ts";
import type { Need } from "./need.ts";

const READS = ["kms:Decrypt"];
const WRITES = ["kms:GenerateDataKey"];
const BOTH = [...WRITES, ...READS];

/** Source: each service's guide on the permissions of its key; of DynamoDB, "Encryption at rest: how it works". */
const ACTIONS: Record<string, readonly string[]> = {
  "s3:GetObject": READS,
  "s3:GetObjectVersion": READS,
  "s3:PutObject": WRITES,
  "sqs:ReceiveMessage": READS,
  "sqs:SendMessage": BOTH,
  "sns:Publish": BOTH,
  "secretsmanager:GetSecretValue": READS,
  "secretsmanager:PutSecretValue": BOTH,
  "dynamodb:BatchGetItem": READS,
  "dynamodb:BatchWriteItem": READS,
  "dynamodb:DeleteItem": READS,
  "dynamodb:GetItem": READS,
  "dynamodb:PutItem": READS,
  "dynamodb:Query": READS,
  "dynamodb:Scan": READS,
  "dynamodb:UpdateItem": READS,
};

/** What the service puts into the encryption context of what it encrypts, where a policy may ask for it. */
const contextOf = (service: string, resource: string): Record<string, string> =>
  service === "dynamodb"
    ? { "kms:EncryptionContext:aws:dynamodb:tableName": String(resource.split("/")[1]) }
    : {};

export async function impliedKeyNeeds(need: Need, region: string, account: Account): Promise<Need[]> {
  const actions = ACTIONS[need.action];
  if (!actions || !need.resource.startsWith("arn:")) return [];
  const key = await account.keyOf(need.resource, region);
  if (!key) return [];
  const service = String(need.action.split(":")[0]);
  return actions.map((action) => ({
    action,
    resource: key,
    context: {
      "kms:ViaService": `${service}.${region}.amazonaws.com`,
      "kms:CallerAccount": String(key.split(":")[4]),
      ...contextOf(service, need.resource),
    },
  }));
}
