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
    CreateWorkflow: (input) => workflows.createWorkflow(input),
    UpdateWorkflow: (input) => workflows.updateWorkflow(input),
    DeleteWorkflow: ({ Name }) => workflows.removeWorkflow(Name),
    GetWorkflow: ({ Name }) => ({ Workflow: workflows.workflow(Name) }),
    ListWorkflows: () => ({ Workflows: workflows.workflowNames() }),
    StartWorkflowRun: ({ Name }) => workflows.startRun(Name),
    GetWorkflowRun: ({ Name, RunId }) => ({ Run: workflows.run(Name, RunId) }),
    GetWorkflowRuns: ({ Name }) => ({ Runs: workflows.runs(Name) }),
  };
}
