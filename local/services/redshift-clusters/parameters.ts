// moto keeps no parameters of a cluster parameter group; Terraform sets them and reads them back.
import { randomUUID } from "node:crypto";
import type { Handler, ServiceRequest, ServiceResponse } from "../../gateway/service.ts";

interface Parameter {
  value: string;
  applyType: string;
}

const escapeXml = (text: string): string =>
  text.replace(/[<>&"']/g, (character) => `&#${character.charCodeAt(0)};`);

function answer(operation: string, result: string): ServiceResponse {
  return {
    status: 200,
    headers: { "content-type": "text/xml" },
    body: `<${operation}Response xmlns="http://redshift.amazonaws.com/doc/2012-12-01/"><${operation}Result>${result}</${operation}Result><ResponseMetadata><RequestId>${randomUUID()}</RequestId></ResponseMetadata></${operation}Response>`,
  };
}

/** Parameters.Parameter.1.ParameterName, … of the query protocol. */
function parametersOf(form: URLSearchParams): { name: string; value: string; applyType: string }[] {
  const found = [];
  for (let index = 1; ; index++) {
    const field = (name: string) =>
      form.get(`Parameters.Parameter.${index}.${name}`) ?? form.get(`Parameters.member.${index}.${name}`);
    const name = field("ParameterName");
    if (name === null) return found;
    found.push({ name, value: field("ParameterValue") ?? "", applyType: field("ApplyType") ?? "static" });
  }
}

export function redshiftParameters(): Handler {
  /** Region and group → name → value, for as long as moto keeps the group: in memory. */
  const groups = new Map<string, Map<string, Parameter>>();

  return (request: ServiceRequest, forward) => {
    const { operation = "" } = request;
    if (!operation.includes("ClusterParameter")) return undefined;
    const form = new URLSearchParams(request.body.toString("utf8"));
    const name = form.get("ParameterGroupName") ?? "";
    const key = `${request.region}/${name}`;
    const group = groups.get(key) ?? new Map<string, Parameter>();
    switch (operation) {
      case "ModifyClusterParameterGroup":
        for (const { name: parameter, ...rest } of parametersOf(form)) group.set(parameter, rest);
        break;
      case "ResetClusterParameterGroup":
        if (form.get("ResetAllParameters") === "true") group.clear();
        for (const { name: parameter } of parametersOf(form)) group.delete(parameter);
        break;
      case "DescribeClusterParameters": {
        const parameters = [...group].map(
          ([parameter, { value, applyType }]) =>
            `<Parameter><ParameterName>${escapeXml(parameter)}</ParameterName><ParameterValue>${escapeXml(value)}</ParameterValue><Source>user</Source><ApplyType>${escapeXml(applyType)}</ApplyType><IsModifiable>true</IsModifiable></Parameter>`,
        );
        return Promise.resolve(answer(operation, `<Parameters>${parameters.join("")}</Parameters>`));
      }
      case "DeleteClusterParameterGroup":
        groups.delete(key);
        return forward(request);
      default:
        return undefined;
    }
    groups.set(key, group);
    const status =
      "Your parameter group has been updated but changes won't get applied until you reboot the associated Clusters.";
    return Promise.resolve(
      answer(
        operation,
        `<ParameterGroupName>${escapeXml(name)}</ParameterGroupName><ParameterGroupStatus>${status}</ParameterGroupStatus>`,
      ),
    );
  };
}
