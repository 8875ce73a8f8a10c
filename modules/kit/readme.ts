// A module's README: what it is, an example, and its inputs and outputs as tables.
import { render, type Value } from "./expression.ts";
import { compactType, REQUIRED_AWS, REQUIRED_TERRAFORM } from "./hcl-file.ts";
import type { TypeNode } from "./types.ts";
import type { Output, Variable } from "./variables.ts";

interface Prose {
  name: string;
  description: string;
  usage: string;
  notes?: string;
}

export function readme(prose: Prose, variables: readonly Variable[], outputs: readonly Output[]): string {
  const sections = [
    `# ${prose.name}`,
    prose.description,
    `\`\`\`hcl\n${prose.usage.trim()}\n\`\`\``,
    ...(prose.notes ? [prose.notes.trim()] : []),
    "## Requirements",
    `Terraform or OpenTofu \`${REQUIRED_TERRAFORM}\`, provider \`hashicorp/aws\` \`${REQUIRED_AWS}\`.`,
    "## Inputs",
    table(
      ["Name", "Description", "Type", "Default"],
      variables.map((variable) => [
        `\`${variable.name}\``,
        `${variable.description}${fieldNotes(variable.type)}${example(variable)}`,
        code(compactType(variable.type)),
        variable.required ? "required" : code(render(variable.default as Value)),
      ]),
    ),
    "## Outputs",
    table(
      ["Name", "Description"],
      outputs.map((output) => [`\`${output.name}\``, output.description]),
    ),
  ];
  return `${sections.join("\n\n")}\n`;
}

const example = ({ example: shown }: Variable): string =>
  shown === undefined ? "" : ` Such as \`${shown}\`.`;

/** The descriptions of an object's attributes. */
function fieldNotes(type: TypeNode): string {
  if (type.kind === "list" || type.kind === "set" || type.kind === "map") return fieldNotes(type.of);
  if (type.kind !== "object") return "";
  return type.fields
    .filter((field) => field.description !== undefined)
    .map((field) => `<br>\`${field.name}\`: ${field.description}`)
    .join("");
}

const code = (text: string): string => `\`${text}\``;

const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("\n", " ");

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
