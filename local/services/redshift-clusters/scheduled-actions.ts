// moto has no scheduled actions of Redshift. They are kept here, and as nothing here costs by the hour, never done.
import { randomUUID } from "node:crypto";
import type { Handler, ServiceResponse } from "../../gateway/service.ts";

const OPERATIONS = new Set([
  "CreateScheduledAction",
  "ModifyScheduledAction",
  "DeleteScheduledAction",
  "DescribeScheduledActions",
]);

/** Fields of the answer by the parameters of the request: `TargetAction.PauseCluster.ClusterIdentifier` is nested. */
type Action = Map<string, string>;

const KEPT =
  /^(ScheduledActionName|ScheduledActionDescription|Schedule|IamRole|StartTime|EndTime|TargetAction\..+)$/;

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

const element = (name: string, content: string): string => `<${name}>${content}</${name}>`;

function fields(action: Action): string {
  const flat = [...action].filter(([name]) => !name.includes("."));
  const nested = [...action].filter(([name]) => name.startsWith("TargetAction."));
  const kind = nested[0]?.[0].split(".")[1];
  const target = nested
    .map(([name, value]) => element(name.split(".").at(-1) as string, escaped(value)))
    .join("");
  return [
    ...flat.map(([name, value]) => element(name, escaped(value))),
    ...(kind ? [element("TargetAction", element(kind, target))] : []),
  ].join("");
}

const answer = (operation: string, content: string): ServiceResponse => ({
  status: 200,
  headers: { "content-type": "text/xml" },
  body: element(
    `${operation}Response`,
    `${element(`${operation}Result`, content)}${element("ResponseMetadata", element("RequestId", randomUUID()))}`,
  ).replace(">", ' xmlns="http://redshift.amazonaws.com/doc/2012-12-01/">'),
});

const refusal = (code: string, message: string): ServiceResponse => ({
  status: 400,
  headers: { "content-type": "text/xml" },
  body: `<ErrorResponse xmlns="http://redshift.amazonaws.com/doc/2012-12-01/"><Error><Type>Sender</Type><Code>${code}</Code><Message>${escaped(message)}</Message></Error><RequestId>${randomUUID()}</RequestId></ErrorResponse>`,
});

export function redshiftScheduledActions(): Handler {
  /** Region and name → action, for as long as the local AWS runs, as moto keeps clusters. */
  const actions = new Map<string, Action>();
  return (request) => {
    const { operation } = request;
    if (!operation || !OPERATIONS.has(operation)) return undefined;
    const input = new URLSearchParams(request.body.toString("utf8"));
    const name = input.get("ScheduledActionName") ?? "";
    const key = `${request.region}/${name}`;
    const known = actions.get(key);
    if (operation === "DescribeScheduledActions") {
      const wanted = [...actions].filter(([id]) => (name ? id === key : id.startsWith(`${request.region}/`)));
      if (name && wanted.length === 0)
        return Promise.resolve(refusal("ScheduledActionNotFound", `There is no scheduled action ${name}.`));
      const list = wanted.map(([, action]) => element("ScheduledAction", fields(action))).join("");
      return Promise.resolve(answer(operation, element("ScheduledActions", list)));
    }
    if (operation === "CreateScheduledAction" && known)
      return Promise.resolve(refusal("ScheduledActionAlreadyExists", `There is a scheduled action ${name}.`));
    if (operation !== "CreateScheduledAction" && !known)
      return Promise.resolve(refusal("ScheduledActionNotFound", `There is no scheduled action ${name}.`));
    if (operation === "DeleteScheduledAction") {
      actions.delete(key);
      return Promise.resolve(answer(operation, ""));
    }
    const action: Action = known ?? new Map([["State", "ACTIVE"]]);
    for (const [field, value] of input) if (KEPT.test(field)) action.set(field, value);
    const enable = input.get("Enable");
    if (enable) action.set("State", enable === "true" ? "ACTIVE" : "DISABLED");
    actions.set(key, action);
    return Promise.resolve(answer(operation, fields(action)));
  };
}
