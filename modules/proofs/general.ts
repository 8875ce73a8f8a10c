// What is proved of every module that has the inputs for it: it fits an estate's tags, key and boundary, and refuses what it must.
import type { ModuleDefinition, TestRun } from "../kit/index.ts";
import { BOUNDARY, KEY } from "./samples.ts";

interface Body {
  [argument: string]: unknown;
}

interface Found {
  /** `aws_sqs_queue.this` */
  address: string;
  repeated: boolean;
  body: Body;
}

/** Arguments that name the key to encrypt with. */
const KEY_ARGUMENTS = ["kms_key_arn", "kms_key_id", "kms_master_key_id"];
const TAGS = { team: "data" };

export function generalRuns(definition: ModuleDefinition): TestRun[] {
  const has = (input: string): boolean => input in definition.inputs.shape;
  const resources = resourcesOf(definition);
  return [...estate(resources, has), refusals(has)];
}

/** In one run, since a plan of a whole pipeline takes seconds. */
function refusals(has: (input: string) => boolean): TestRun {
  const wrong = {
    name: "Not_A_Name",
    // Without a key of its own it needs one of yours.
    ...(has("create_kms_key") ? { create_kms_key: false } : {}),
    // What holds data is deleted with both keys only.
    ...(has("force_destroy") ? { force_destroy: true } : {}),
  };
  return {
    name: "refuses_what_would_fail_or_lose_data",
    about: `Wrong on its own, each of them: ${Object.keys(wrong).join(", ")}.`,
    variables: wrong,
    refuses: Object.keys(wrong),
  };
}

function estate(resources: readonly Found[], has: (input: string) => boolean): TestRun[] {
  const variables = {
    ...(has("tags") ? { tags: TAGS } : {}),
    ...(has("kms_key_arn") && has("create_kms_key") ? { kms_key_arn: KEY, create_kms_key: false } : {}),
    ...(has("permissions_boundary_arn") ? { permissions_boundary_arn: BOUNDARY } : {}),
  };
  const says = (value: unknown, input: string): boolean =>
    typeof value === "string" && new RegExp(`var\\.${input}\\b`).test(value);
  const asserts = resources.flatMap((resource) => {
    const { body, address } = resource;
    const is = (argument: string, expected: string) => ({
      condition: every(resource, (one) => `${one}.${argument} == ${expected}`),
      message: `${address} does not take ${argument} from your estate.`,
    });
    return [
      ...(says(body.tags, "tags") ? [is('tags["team"]', '"data"')] : []),
      ...("create_kms_key" in variables
        ? KEY_ARGUMENTS.filter((argument) => says(body[argument], "kms_key_arn")).map((argument) =>
            is(argument, "var.kms_key_arn"),
          )
        : []),
      ...(says(body.permissions_boundary, "permissions_boundary_arn")
        ? [is("permissions_boundary", "var.permissions_boundary_arn")]
        : []),
      ...(address === "aws_kms_key.key" && "create_kms_key" in variables
        ? [{ condition: "length(aws_kms_key.key) == 0", message: "A key is made beside yours." }]
        : []),
    ];
  });
  if (asserts.length === 0) return [];
  return [
    {
      name: "fits_an_estate",
      about: "Your tags, your key and your boundary are those of everything that it makes.",
      variables,
      asserts,
    },
  ];
}

const every = ({ address, repeated }: Found, holds: (one: string) => string): string =>
  repeated ? `alltrue([for r in ${address} : ${holds("r")}])` : holds(address);

const resourcesOf = (definition: ModuleDefinition): Found[] =>
  Object.entries(
    (definition.synthesize().body.resource ?? {}) as Record<string, Record<string, Body>>,
  ).flatMap(([type, named]) =>
    Object.entries(named).map(([name, body]) => ({
      address: `${type}.${name}`,
      repeated: "count" in body || "for_each" in body,
      body,
    })),
  );
