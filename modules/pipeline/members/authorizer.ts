// The function that verifies callers' tokens, where the API is asked with such.
import { authorizer } from "../../authorizer/index.ts";
import { tokenInputs } from "../../authorizer/inputs.ts";
import { moduleCall } from "../../kit/index.ts";
import { USES_JWT } from "../asks.ts";
import { member } from "../member.ts";

export const authorizerMember = member({
  names: { functions: ["authorizer"], where: "with callers' tokens" },
  outputs: {},
  build({ scope, vars, shared }) {
    const when = USES_JWT;
    const asked = vars.api_access.attr("jwt");
    const outputs = moduleCall(
      scope,
      "authorizer",
      authorizer,
      {
        ...shared.every,
        ...shared.functions,
        ...(Object.fromEntries(Object.keys(tokenInputs).map((name) => [name, asked.attr(name)])) as {
          [K in keyof typeof tokenInputs]: typeof asked;
        }),
      },
      { when },
    );
    return { functions: [{ name: "authorizer", when, outputs }], outputs: {} };
  },
});
