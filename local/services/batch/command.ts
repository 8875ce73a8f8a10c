// A job's command: `Ref::NAME` stands for a parameter, wherever it is in an argument.
// Source: AWS Batch User Guide, "Job definition parameters", parameters.

/** A parameter that nobody gave stays as it is written, as in AWS. */
export const substituted = (
  command: readonly string[],
  parameters: Readonly<Record<string, string>>,
): string[] =>
  command.map((argument) =>
    argument.replaceAll(/Ref::([A-Za-z0-9_-]+)/g, (whole, name: string) => parameters[name] ?? whole),
  );
