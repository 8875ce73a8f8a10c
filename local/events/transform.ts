// What a target gets of an event: the event itself, a part of it, a constant, or a template with parts of it.
// Source: EventBridge User Guide, "Amazon EventBridge input transformation".
import type { EventMessage } from "./bus.ts";

export interface TargetInput {
  Input?: string;
  InputPath?: string;
  InputTransformer?: { InputPathsMap?: Record<string, string>; InputTemplate: string };
}

/** What the template may name beside its own paths. */
export interface RuleOf {
  ruleArn: string;
  ruleName: string;
  /** ISO 8601. */
  ingestionTime: string;
}

/** The text that a target is given. */
export function inputOf(target: TargetInput, event: EventMessage, rule: RuleOf): string {
  if (target.Input !== undefined) return target.Input;
  if (target.InputPath !== undefined) return JSON.stringify(at(event, target.InputPath) ?? {});
  if (!target.InputTransformer) return JSON.stringify(event);
  const { InputPathsMap = {}, InputTemplate } = target.InputTransformer;
  const values: Record<string, unknown> = {
    "aws.events.rule-arn": rule.ruleArn,
    "aws.events.rule-name": rule.ruleName,
    "aws.events.event.ingestion-time": rule.ingestionTime,
    "aws.events.event": event,
    "aws.events.event.json": event,
  };
  for (const [name, path] of Object.entries(InputPathsMap)) values[name] = at(event, path);
  return fill(InputTemplate, values);
}

/** `$.detail.files[0].key` */
export function at(value: unknown, path: string): unknown {
  const steps = [...path.replace(/^\$/, "").matchAll(/\.([^.[\]]+)|\['([^']+)'\]|\[(\d+)\]/g)];
  return steps.reduce<unknown>((found, [, name, quoted, index]) => {
    if (found === null || typeof found !== "object") return undefined;
    return (found as Record<string, unknown>)[name ?? quoted ?? index ?? ""];
  }, value);
}

/**
 * A template with its values: within quotes a text as it is and anything else as JSON whose quotes are escaped; outside of
 * quotes JSON. What the event does not have is an empty text.
 */
function fill(template: string, values: Readonly<Record<string, unknown>>): string {
  let quoted = false;
  let out = "";
  for (let position = 0; position < template.length; ) {
    const name = /^<([A-Za-z0-9_.-]+)>/.exec(template.slice(position))?.[1];
    if (name !== undefined && name in values) {
      const value = values[name] ?? "";
      const text = typeof value === "string" ? value : JSON.stringify(value);
      out += quoted ? JSON.stringify(text).slice(1, -1) : JSON.stringify(value);
      position += name.length + 2;
      continue;
    }
    const character = template[position] ?? "";
    if (character === "\\") {
      out += template.slice(position, position + 2);
      position += 2;
      continue;
    }
    if (character === '"') quoted = !quoted;
    out += character;
    position += 1;
  }
  return out;
}
