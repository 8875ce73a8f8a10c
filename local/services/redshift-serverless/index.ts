// Redshift Serverless's control plane, in AWS's words. What answers SQL for its workgroups is the Data API beside it.

import { ApiError, errorAnswer, jsonAnswer, jsonBody } from "../../gateway/aws-json.ts";
import type {
  Forward,
  LocalContext,
  OwnService,
  ServiceRequest,
  ServiceResponse,
} from "../../gateway/service.ts";
import { credentialOperations } from "./credentials.ts";
import { type Call, type Estate, emptyEstate } from "./estate.ts";
import { namespaceOperations } from "./namespaces.ts";
import { needs } from "./needs.ts";
import { tagOperations } from "./tags.ts";
import { usageLimitOperations } from "./usage-limits.ts";
import { workgroupOperations } from "./workgroups.ts";

type Operation = (input: object, call: Call) => unknown;

const OPERATIONS = new Map<string, Operation>(
  Object.entries({
    ...namespaceOperations,
    ...workgroupOperations,
    ...usageLimitOperations,
    ...tagOperations,
    ...credentialOperations,
  }),
);

export function redshiftServerless({ accountId }: LocalContext): OwnService {
  const estates = new Map<string, Estate>();
  const estateOf = (region: string): Estate => {
    const known = estates.get(region) ?? emptyEstate();
    estates.set(region, known);
    return known;
  };
  return {
    services: ["redshift-serverless"],
    target: { prefix: "RedshiftServerless", version: "1.1" },
    needs,
    // Redshift makes and takes away the secrets of administrators.
    changesAccess: ({ operation = "" }) => /^(Create|Update|Delete)Namespace$/.test(operation),
    async handle(request: ServiceRequest, forward: Forward): Promise<ServiceResponse> {
      const { region, accessKeyId, operation = "" } = request;
      try {
        const work = OPERATIONS.get(operation);
        if (!work)
          throw new ApiError(
            "ValidationException",
            `The local Redshift Serverless has no operation ${operation}.`,
          );
        const call: Call = { estate: estateOf(region), region, accountId, forward, accessKeyId };
        return jsonAnswer(await work(jsonBody(request), call));
      } catch (error) {
        return errorAnswer(request, error);
      }
    },
  };
}
