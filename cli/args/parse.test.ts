// The command line's rules: what is taken, and what each mistake is told.
import { describe, expect, test } from "@jest/globals";
import { HeadraceError } from "../../core/errors.ts";
import { parse } from "./parse.ts";
import { nearest } from "./suggest.ts";
import { HelpRequested, usage } from "./usage.ts";

const CHECK = {
  command: "check",
  summary: "Checks.",
  positionals: ["DIR", "[MORE]"],
  options: {
    import: {
      type: "string",
      multiple: true,
      required: true,
      value: "DATASET=FILE",
      description: "what to import",
    },
    out: { type: "string", value: "OUT", description: "where to" },
    stop: { type: "boolean", description: "stop" },
  },
} as const;

const mistake = (argv: string[]): HeadraceError => {
  try {
    parse(CHECK, argv);
  } catch (error) {
    if (error instanceof HeadraceError) return error;
    throw error;
  }
  throw new Error("no mistake was found");
};

describe("parse", () => {
  test("takes options before, after and between positionals, repeated where they may be", () => {
    const { values, positionals } = parse(CHECK, ["--import", "a=1", "dir", "--import=b=2", "--json"]);
    expect(positionals).toEqual(["dir"]);
    expect(values.import).toEqual(["a=1", "b=2"]);
    expect(values).toMatchObject({ json: true, stop: false, out: undefined });
  });

  test("after -- everything is positional", () => {
    expect(parse(CHECK, ["--import", "a=b", "dir", "--", "-- a comment"]).positionals).toEqual([
      "dir",
      "-- a comment",
    ]);
  });

  test("values of an option that takes many may stand side by side", () => {
    const select = {
      command: "models run",
      summary: "Runs.",
      positionals: ["DIR"],
      options: {
        select: { type: "string", multiple: true, value: "SELECTOR", description: "what" },
        exclude: { type: "string", multiple: true, value: "SELECTOR", description: "what not" },
      },
    } as const;
    for (const argv of [
      ["dir", "--select", "a", "b", "--exclude", "c", "d", "--select", "e"],
      ["--select", "a", "b", "dir", "--exclude", "c", "--exclude", "d", "--select=e"],
      ["--select", "a", "b", "--exclude=c", "d", "--select", "e", "dir"],
    ]) {
      const { values, positionals } = parse(select, argv);
      expect([positionals, values.select, values.exclude]).toEqual([["dir"], ["a", "b", "e"], ["c", "d"]]);
    }
    expect(() => parse(select, ["dir", "--json", "a", "--select", "b"])).toThrow('unexpected argument "a"');
    expect(() => parse(select, ["dir", "--select", "b", "--", "a"])).toThrow('unexpected argument "a"');
  });

  test.each([
    [["dir", "--jsn"], "unknown option --jsn; did you mean --json?"],
    [["dir", "-x"], "unknown option -x"],
    [["dir", "--out"], "--out needs a value (OUT)"],
    [["dir", "--out", "--json"], "--out needs a value (OUT)"],
    [["dir", "--out="], "--out needs a value (OUT)"],
    [["dir", "--out", "a", "--out", "b"], "--out is given twice"],
    [["dir", "--stop=yes"], "--stop takes no value"],
    [["--import", "a=b"], "DIR is missing"],
    [["dir"], "no --import DATASET=FILE is given"],
    [["a", "b", "c", "--import", "a=b"], 'unexpected argument "c"'],
  ])("%j is refused: %s", (argv, message) => {
    const error = mistake(argv);
    expect(error).toMatchObject({ code: "usage", exitCode: 2, message });
    expect(error.fix).toBe(`Usage: ${usage(CHECK)}`);
  });

  test("help fits a terminal of 80 columns, whatever it says", () => {
    const words = Array.from({ length: 40 }, (_, at) => "word".slice(0, 1 + (at % 4))).join(" ");
    const options = { out: { ...CHECK.options.out, description: words } };
    const { text } = new HelpRequested({ ...CHECK, summary: words, options, details: `${words}\n${words}` });
    const lines = text.split("\n");
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(text.replaceAll(/\s+/g, " ").split(words)).toHaveLength(5);
    const described = lines.findIndex((line) => line.startsWith("  --out OUT"));
    expect(lines[described + 1]).toMatch(/^ {14}\w/);
  });

  test("--help wins over what is missing", () => {
    expect(() => parse(CHECK, ["-h"])).toThrow(HelpRequested);
    expect(usage(CHECK)).toBe(
      "headrace check DIR [MORE] --import DATASET=FILE… [--out OUT] [--stop] [--json]",
    );
  });
});

describe("nearest", () => {
  const words = ["check", "query", "destroy", "apply"];
  test.each([
    ["chekc", "check"],
    ["qeury", "query"],
    ["dest", "destroy"],
    ["aply", "apply"],
  ])("%s is meant as %s", (word, meant) => expect(nearest(word, words)).toBe(meant));

  test("what is like nothing gets no suggestion", () => {
    expect(nearest("xylophone", words)).toBeUndefined();
    expect(nearest("x", words)).toBeUndefined();
    expect(nearest("check", [])).toBeUndefined();
  });
});
