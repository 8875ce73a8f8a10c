import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { TerraformOutput, TerraformStack, Testing } from "cdktf";
import * as z from "zod";
import { moduleClass } from "./construct.ts";
import { defineModule } from "./define.ts";
import { tf } from "./expression.ts";

const words = defineModule({
  name: "words",
  description: "Says words.",
  usage: "",
  inputs: z.object({
    first_word: z.string().describe("The first."),
    how_often: z.number().default(1).describe("How often."),
    tone: z
      .object({
        loud_ness: z.number(),
        by_speaker: z.record(z.string(), z.object({ voice_part: z.string() })).optional(),
      })
      .optional()
      .describe("How."),
  }),
  outputs: z.object({
    whole_text: z.string().describe("All of it."),
    word_count: z.number().describe("How many."),
    each_word: z.array(z.string()).describe("One by one."),
    by_letter: z.record(z.string(), z.string()).describe("Letter → word."),
  }),
  build: (_, vars) => ({
    whole_text: vars.first_word,
    word_count: vars.how_often,
    each_word: tf`[]`,
    by_letter: tf`{}`,
  }),
});

class Words extends moduleClass(words, "/nowhere/words") {}

const stack = () => new TerraformStack(Testing.app(), "test");

test("props in camelCase become the module's inputs, and those that are absent stay so", () => {
  const words = stack();
  new Words(words, "words", { firstWord: "one", source: "./there" });
  const { module } = JSON.parse(Testing.synth(words));
  expect(module.words).toEqual({ first_word: "one", source: "./there" });
});

test("names inside objects are in camelCase too, or Terraform's; keys of maps are the user's", () => {
  const words = stack();
  const bySpeaker = { old_man: { voicePart: "bass" } };
  new Words(words, "camel", { firstWord: "one", tone: { loudNess: 2, bySpeaker }, source: "./there" });
  new Words(words, "snake", { firstWord: "one", tone: { loud_ness: 3 }, source: "./there" });
  const { module } = JSON.parse(Testing.synth(words));
  expect(module.camel.tone).toEqual({ loud_ness: 2, by_speaker: { old_man: { voice_part: "bass" } } });
  expect(module.snake.tone).toEqual({ loud_ness: 3 });
});

test("outputs are references by their own types", () => {
  const words = stack();
  const from = new Words(words, "from", { firstWord: "one", source: "./there" });
  new Words(words, "to", { firstWord: from.wholeText, howOften: from.wordCount, source: "./there" });
  new TerraformOutput(words, "each", { value: from.eachWord });
  new TerraformOutput(words, "letters", { value: from.byLetter });
  const { module, output } = JSON.parse(Testing.synth(words));
  expect(module.to).toMatchObject({
    first_word: "$" + "{module.from.whole_text}",
    how_often: "$" + "{module.from.word_count}",
  });
  expect(output.each.value).toBe("$" + "{module.from.each_word}");
  expect(output.letters.value).toBe("$" + "{module.from.by_letter}");
});

test("a set that is not built is said to be missing, with how to build it", () => {
  expect(() => new Words(stack(), "words", { firstWord: "one" })).toThrow(
    expect.objectContaining({
      code: "modules_missing",
      message: "There is no module at /nowhere/words.",
      fix: "Run `npm run build`.",
      exitCode: 3,
    }),
  );
});

test("a module that needs files of another one is copied with the set", () => {
  const set = mkdtempSync(join(tmpdir(), "headrace-set-"));
  try {
    for (const name of ["alone", "needy"]) {
      mkdirSync(join(set, "modules", name), { recursive: true });
      writeFileSync(join(set, "modules", name, "main.tf"), "");
    }
    const made = stack();
    for (const name of ["alone", "needy"]) {
      const borrowed = name === "needy" ? [{ file: "its.zip", module: "alone", of: "own.zip" }] : [];
      const described = { name, description: "", usage: "", inputs: z.object({}), outputs: z.object({}) };
      const definition = defineModule({ ...described, borrowed, build: () => ({}) });
      new (moduleClass(definition, join(set, "modules", name)))(made, name, {});
    }
    const { module } = JSON.parse(Testing.synth(made));
    expect(module.alone.source).toMatch(/^\.\/assets\/alone-files\/\w+\/?$/);
    expect(module.needy.source).toMatch(/^\.\/assets\/needy-files\/\w+\/modules\/needy$/);
  } finally {
    rmSync(set, { recursive: true });
  }
});
