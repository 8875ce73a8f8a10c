// Temporary credentials of a workgroup's database, for the user that the caller's IAM identity is there.
import { randomBytes } from "node:crypto";
import { epochSeconds } from "../../gateway/aws-json.ts";
import { databaseUser } from "../redshift/engine/identity.ts";
import { type Call, workgroupNamed } from "./estate.ts";
import { between, invalid, nameIn } from "./input.ts";

interface CredentialsInput {
  workgroupName?: string;
  customDomainName?: string;
  dbName?: string;
  durationSeconds?: number;
}

export const credentialOperations = {
  async GetCredentials(input: CredentialsInput, call: Call) {
    if (input.customDomainName) throw invalid("The local AWS has no custom domains: give workgroupName.");
    workgroupNamed(call, nameIn(input.workgroupName, "workgroupName"));
    const seconds = between(input.durationSeconds ?? 900, "durationSeconds", 900, 3600);
    const expiration = epochSeconds(Date.now() + seconds * 1000);
    return {
      dbUser: await databaseUser(call.forward, call.region, call.accessKeyId),
      dbPassword: randomBytes(48).toString("base64"),
      expiration,
      nextRefreshTime: expiration,
    };
  },
};
