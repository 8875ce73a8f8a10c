// AWS Secrets Manager.
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { once } from "./once.ts";

export const secrets = /* @__PURE__ */ once(() => new SecretsManagerClient({ maxAttempts: 5 }));
