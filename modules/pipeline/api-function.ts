// What every function behind the API is given that is no part of the module `api`.
import { API } from "./addresses.ts";
import type { Pipeline } from "./member.ts";

export const apiFunction = ({ contract, shared }: Pipeline) => ({
  ...shared.every,
  ...shared.functions,
  contract_uri: contract.uri,
  contract_digest: contract.digest,
  settings_uri: API.settings_uri,
  settings_digest: API.settings_digest,
  api_table_name: API.table_name,
  api_table_arn: API.table_arn,
});
