import { expect, test } from "@jest/globals";
import { splitLines } from "./lines.ts";

const TEXT = "ValueError: no such thing\n\nnaïve 水\nlast";

test("lines are whole wherever their text is cut, within a character too", () => {
  const bytes = Buffer.from(TEXT);
  for (let cut = 0; cut <= bytes.length; cut++) {
    const lines: string[] = [];
    const { write, end } = splitLines((line) => lines.push(line));
    write(bytes.subarray(0, cut));
    write(bytes.subarray(cut));
    end();
    expect(lines).toEqual(TEXT.split("\n"));
  }
});

test("a text that ends with its line has no other", () => {
  const lines: string[] = [];
  const { write, end } = splitLines((line) => lines.push(line));
  write(Buffer.from("one\n"));
  end();
  end();
  expect(lines).toEqual(["one"]);
});
