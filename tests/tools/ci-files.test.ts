// The examples' files for GitHub Actions and GitLab CI are what those two take, by the schemas that they publish.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { EXAMPLES } from "../../modules/examples.ts";
import { pythonTool, run } from "./python-tool.ts";

const CI = join(EXAMPLES, "environments", "ci");

test.each<[string, string[]]>([
  ["vendor.github-workflows", readdirSync(join(CI, "github")).map((file) => join(CI, "github", file))],
  ["vendor.gitlab-ci", [join(CI, "gitlab-ci.yml")]],
])(
  "%s",
  async (schema, files) => {
    expect(files.length).toBeGreaterThan(0);
    const tool = await pythonTool("check-jsonschema", "check-jsonschema==0.39.0");
    expect(await run(tool, ["--builtin-schema", schema, ...files])).toMatchObject({ code: 0 });
  },
  180_000,
);

test.each(readdirSync(join(EXAMPLES, "environments", "scripts")))(
  "%s is a script that bash reads",
  async (script) => {
    expect(await run("bash", ["-n", join(EXAMPLES, "environments", "scripts", script)])).toEqual({
      code: 0,
      output: "",
    });
  },
);
