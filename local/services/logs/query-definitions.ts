// Queries of Logs Insights that are saved by name, which moto does not have. They are kept; none is run.
// Source: CloudWatch Logs API, PutQueryDefinition.
import { randomUUID } from "node:crypto";
import { ApiError, errorAnswer, jsonAnswer, jsonBody } from "../../gateway/aws-json.ts";
import type { Handler, ServiceRequest } from "../../gateway/service.ts";

interface QueryDefinition {
  queryDefinitionId: string;
  name: string;
  queryString: string;
  logGroupNames: string[];
  queryLanguage: string;
  lastModified: number;
}

type Input = Partial<QueryDefinition> & { queryDefinitionNamePrefix?: string };

const invalid = (message: string): ApiError => new ApiError("InvalidParameterException", message);
const MOST_CHARACTERS = 10_000;

export function queryDefinitions(): Handler {
  const regions = new Map<string, Map<string, QueryDefinition>>();

  const operate = (request: ServiceRequest): object | undefined => {
    const known = regions.get(request.region) ?? new Map<string, QueryDefinition>();
    regions.set(request.region, known);
    const input = jsonBody<Input>(request);
    switch (request.operation) {
      case "PutQueryDefinition": {
        const { name = "", queryString = "", logGroupNames = [], queryLanguage = "CWLI" } = input;
        if (name.length < 1 || name.length > 255) throw invalid("name must have 1 to 255 characters.");
        if (queryString.length < 1 || queryString.length > MOST_CHARACTERS)
          throw invalid(`queryString must have 1 to ${MOST_CHARACTERS} characters.`);
        const id = input.queryDefinitionId ?? randomUUID();
        if (input.queryDefinitionId && !known.has(id))
          throw new ApiError("ResourceNotFoundException", "The specified query definition does not exist.");
        known.set(id, {
          queryDefinitionId: id,
          name,
          queryString,
          logGroupNames,
          queryLanguage,
          lastModified: Date.now(),
        });
        return { queryDefinitionId: id };
      }
      case "DescribeQueryDefinitions": {
        const prefix = input.queryDefinitionNamePrefix ?? "";
        return { queryDefinitions: [...known.values()].filter(({ name }) => name.startsWith(prefix)) };
      }
      case "DeleteQueryDefinition":
        if (!known.delete(String(input.queryDefinitionId)))
          throw new ApiError("ResourceNotFoundException", "The specified query definition does not exist.");
        return { success: true };
      default:
        return undefined;
    }
  };

  return (request) => {
    try {
      const answer = /QueryDefinitions?$/.test(request.operation ?? "") ? operate(request) : undefined;
      return answer && Promise.resolve(jsonAnswer(answer));
    } catch (error) {
      return Promise.resolve(errorAnswer(request, error));
    }
  };
}
