// What operations of triggers and workflows answer, by their names.
import type { Workflows } from "./index.ts";

export function workflowOperations(
  workflows: Workflows,
): Record<string, (input: Record<string, unknown>) => object | Promise<object>> {
  return {
    CreateTrigger: (input) => workflows.createTrigger(input),
    UpdateTrigger: ({ Name, TriggerUpdate }) => workflows.updateTrigger(Name, TriggerUpdate as object),
    DeleteTrigger: ({ Name }) => workflows.removeTrigger(Name),
    StartTrigger: ({ Name }) => workflows.startTrigger(Name),
    StopTrigger: ({ Name }) => workflows.stopTrigger(Name),
    GetTrigger: ({ Name }) => ({ Trigger: workflows.trigger(Name) }),
    GetTriggers: ({ DependentJobName }) => ({ Triggers: workflows.triggers(DependentJobName) }),
    CreateWorkflow: (input) => workflows.definitions.create(input),
    UpdateWorkflow: (input) => workflows.definitions.update(input),
    DeleteWorkflow: ({ Name }) => workflows.definitions.remove(Name),
    GetWorkflow: ({ Name }) => ({ Workflow: workflows.definitions.get(Name) }),
    ListWorkflows: () => ({ Workflows: workflows.definitions.names() }),
    StartWorkflowRun: ({ Name, RunProperties }) =>
      workflows.startRun(Name, (RunProperties ?? {}) as Record<string, string>),
    GetWorkflowRunProperties: ({ Name, RunId }) => workflows.runProperties(Name, RunId),
    // What EventBridge asks where a workflow is a rule's target; no SDK has it.
    NotifyEvent: ({ WorkflowName, EventId }) => workflows.notify(WorkflowName, EventId),
    GetWorkflowRun: ({ Name, RunId }) => ({ Run: workflows.run(Name, RunId) }),
    GetWorkflowRuns: ({ Name }) => ({ Runs: workflows.runs(Name) }),
  };
}
