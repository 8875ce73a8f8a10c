// Batch operations are allowed by the action of the single one.
const SINGLE: Record<string, string> = {
  SendMessageBatch: "SendMessage",
  DeleteMessageBatch: "DeleteMessage",
  ChangeMessageVisibilityBatch: "ChangeMessageVisibility",
  PublishBatch: "Publish",
};

/** The action that allows an operation of SQS or SNS. */
export const singleAction = (operation: string): string => SINGLE[operation] ?? operation;
