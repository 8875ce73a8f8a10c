// What of a lake's lifecycle, and of a trail's, a plan refuses, under the real Terraform, and what it makes of one that is right.
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { resourcesOf } from "./shop.ts";
import { terraformHere, type Workbench, workbench } from "./terraform.ts";

const terraform = terraformHere();
const withTerraform = terraform ? describe : describe.skip;

const lake = (name: string, rest: string, module = "lake"): string => `
module "${name}" {
  source = "../set/modules/${module}"
  name   = "${name}"
  ${rest}
}
`;
const lifecycle = (zone: string, content: string): string => `lifecycles = { ${zone} = { ${content} } }`;

/** What the variable alone shows → what is said of it. */
const WRONG: readonly (readonly [string, string])[] = [
  [
    lifecycle("curated", 'archive_after_days = 29, archive_storage_class = "STANDARD_IA"'),
    "Write in lifecycles 30 days or more for STANDARD_IA and ONEZONE_IA",
  ],
  [
    lifecycle("landing", "archive_after_days = 30, transitions = { GLACIER = 30 }"),
    "Write archive_after_days or transitions in a zone of lifecycles, not both.",
  ],
  [
    lifecycle("landing", "transitions = { DEEP_ARCHIVE = 60, GLACIER = 90 }"),
    "let objects stay in each class for as long as they are paid for there",
  ],
  [
    lifecycle("landing", "transitions = { GLACIER_IR = 30, DEEP_ARCHIVE = 100 }"),
    "let objects stay in each class for as long as they are paid for there",
  ],
  [
    lifecycle("landing", "archive_after_days = 30, expire_after_days = 100"),
    "Write in lifecycles an expire_after_days that lets objects stay in their last class",
  ],
  [
    lifecycle("landing", "transitions = { DEEP_ARCHIVE = 30 }, expire_after_days = 180"),
    "Write in lifecycles an expire_after_days that lets objects stay in their last class",
  ],
  [
    lifecycle("curated", 'archive_after_days = 90, archive_storage_class = "GLACIER"'),
    "Write queries_pass_over_it = true beside GLACIER or DEEP_ARCHIVE",
  ],
  [
    lifecycle("archive", "transitions = { GLACIER_IR = 30, DEEP_ARCHIVE = 365 }"),
    "Write queries_pass_over_it = true beside GLACIER or DEEP_ARCHIVE",
  ],
];

/** What shows in a plan, since it takes two variables → what is said of it. */
const WRONG_TOGETHER: readonly (readonly [string, string])[] = [
  [
    `${lifecycle("curated", 'archive_storage_class = "STANDARD_IA"')}\n  dataset_retention = { orders = { archive_after_days = 7 } }`,
    "30 or more where a zone of datasets archives to STANDARD_IA or ONEZONE_IA",
  ],
  [
    "dataset_retention = { orders = { archive_after_days = 30, expire_after_days = 60 } }",
    "Write in a dataset's retention an expire_after_days that lets its objects stay",
  ],
  [
    `${lifecycle("curated", 'archive_storage_class = "GLACIER"')}\n  dataset_retention = { orders = { archive_after_days = 30 } }`,
    "a dataset's retention would move its rows where Athena passes over them",
  ],
  ["archive_small_objects = true\n  lifecycles = {}", "Leave archive_small_objects false"],
];

withTerraform("the lifecycle of a lake", () => {
  let bench: Workbench;

  beforeAll(async () => {
    bench = await workbench(terraform as string);
  });
  afterAll(() => bench?.close());

  const said = async (command: "plan" | "validate", name: string, cases: typeof WRONG, module = "lake") => {
    const main = cases.map(([rest], i) => lake(`lake-${i}`, rest, module)).join("");
    const { output } = await bench.run(await bench.root(name, { "main.tf": main }), command, "-no-color");
    const errors = output.replace(/[\s│╵╷]+/g, " ").split("Error: ");
    expect(errors).toHaveLength(cases.length + 1);
    for (const [i, [, message]] of cases.entries()) {
      // The case is found by its module, whatever the order.
      const own = errors.filter((error) => error.includes(`module "lake-${i}"`));
      expect(own.join()).toContain(message);
    }
  };

  test("is refused where S3 refuses it, where it costs more than it saves, and where rows would go from queries without a word", async () => {
    await said("validate", "wrong", WRONG);
    await said("plan", "wrong-together", WRONG_TOGETHER);
  }, 180_000);

  test("of a trail is refused for the same reasons", async () => {
    const cases: typeof WRONG = [
      [
        "transitions = { DEEP_ARCHIVE = 10 }",
        "Write queries_pass_over_it = true beside GLACIER or DEEP_ARCHIVE for the trail",
      ],
      [
        "archive_after_days = 3\n  transitions = { GLACIER_IR = 10 }",
        "Write archive_after_days or transitions, not both.",
      ],
      ["transitions = { STANDARD_IA = 29 }", "Write 30 days or more for STANDARD_IA and ONEZONE_IA"],
      [
        "transitions = { GLACIER_IR = 30, GLACIER = 60 }\n  queries_pass_over_it = true",
        "let objects stay in each class for as long as they are paid for there",
      ],
      [
        "transitions = { GLACIER_IR = 30 }\n  expire_after_days = 60",
        "Write an expire_after_days that lets objects stay in their last class",
      ],
    ];
    await said("plan", "trails", cases, "trail");
  }, 180_000);

  test("moves each zone step by step, and a dataset with the class of its zones", async () => {
    const main = lake(
      "right",
      `lifecycles = {
    landing = { archive_after_days = 30, expire_after_days = 400 }
    curated = { transitions = { GLACIER_IR = 30, GLACIER = 120, DEEP_ARCHIVE = 365 }, expire_after_days = 2555, queries_pass_over_it = true }
    archive = { archive_after_days = 1 }
    system  = { archive_after_days = 30, archive_storage_class = "STANDARD_IA" }
  }
  archive_small_objects = true
  dataset_retention     = { orders = { archive_after_days = 7 } }`,
    );
    const folder = await bench.root("right", { "main.tf": main });
    await bench.run(folder, "plan", "-no-color", "-out=plan");
    const { output } = await bench.run(folder, "show", "-json", "plan");
    const lifecycles = resourcesOf(JSON.parse(output).planned_values.root_module).filter(
      ({ type }) => type === "aws_s3_bucket_lifecycle_configuration",
    );
    const steps = Object.fromEntries(
      lifecycles.map(({ address, values }) => [
        /\["(\w+)"\]$/.exec(address)?.[1],
        (values.rule as { id: string; transition: { days: number; storage_class: string }[] }[]).map(
          ({ id, transition }) => [id, ...transition.map((one) => `${one.storage_class} ${one.days}`).sort()],
        ),
      ]),
    );
    expect(steps).toEqual({
      landing: [
        ["zone", "GLACIER 30"],
        ["orders", "GLACIER 7"],
      ],
      curated: [
        ["zone", "DEEP_ARCHIVE 365", "GLACIER 120", "GLACIER_IR 30"],
        ["orders", "GLACIER_IR 7"],
      ],
      quarantine: [["zone"], ["orders", "GLACIER_IR 7"]],
      exports: [["zone"]],
      system: [["zone", "STANDARD_IA 30"]],
      archive: [["zone", "GLACIER_IR 1"]],
    });
    for (const { values } of lifecycles)
      expect(values.transition_default_minimum_object_size).toBe("varies_by_storage_class");
  }, 180_000);
});
