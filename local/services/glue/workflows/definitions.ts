// Workflows as they are made, changed, told and deleted; what they do is in their runs.
import { ApiError, epochSeconds } from "../../../gateway/aws-json.ts";
import { runOf, type WorkflowRun } from "./run.ts";

interface Workflow {
  input: {
    Name: string;
    Description?: string;
    DefaultRunProperties?: Record<string, string>;
    MaxConcurrentRuns?: number;
  };
  createdAt: number;
  modifiedAt: number;
}

export class Definitions {
  readonly #workflows = new Map<string, Workflow>();
  readonly #lastOf: (name: string) => WorkflowRun | undefined;

  /** @param lastOf the newest run of a workflow */
  constructor(lastOf: (name: string) => WorkflowRun | undefined) {
    this.#lastOf = lastOf;
  }

  create(input: Record<string, unknown>): object {
    const wanted = input as unknown as Workflow["input"];
    if (this.#workflows.has(wanted.Name))
      throw new ApiError("AlreadyExistsException", `Workflow ${wanted.Name} already exists.`);
    const now = Date.now();
    this.#workflows.set(wanted.Name, { input: wanted, createdAt: now, modifiedAt: now });
    return { Name: wanted.Name };
  }

  update(input: Record<string, unknown>): object {
    const workflow = this.find(input.Name);
    workflow.input = { ...workflow.input, ...input };
    workflow.modifiedAt = Date.now();
    return { Name: workflow.input.Name };
  }

  remove(name: unknown): object {
    this.#workflows.delete(String(name));
    return { Name: String(name) };
  }

  get(name: unknown): object {
    const { input, createdAt, modifiedAt } = this.find(name);
    const last = this.#lastOf(input.Name);
    return {
      Name: input.Name,
      ...(input.Description && { Description: input.Description }),
      DefaultRunProperties: input.DefaultRunProperties ?? {},
      ...(input.MaxConcurrentRuns !== undefined && { MaxConcurrentRuns: input.MaxConcurrentRuns }),
      CreatedOn: epochSeconds(createdAt),
      LastModifiedOn: epochSeconds(modifiedAt),
      ...(last && { LastRun: runOf(last) }),
    };
  }

  names(): string[] {
    return [...this.#workflows.keys()];
  }

  /** @throws ApiError EntityNotFoundException */
  find(name: unknown): Workflow {
    const found = this.#workflows.get(String(name));
    if (found) return found;
    throw new ApiError("EntityNotFoundException", `Workflow ${String(name)} not found.`);
  }
}
