// Figures, tables and progress as people see them.
import { describe, expect, test } from "@jest/globals";
import { fitted } from "./fit.ts";
import { bytes, count, counted, seconds } from "./format.ts";
import { Progress } from "./progress.ts";
import { table } from "./table.ts";
import { columnsOf, cut } from "./width.ts";

// biome-ignore lint/suspicious/noControlCharactersInRegex: colour codes begin with one
const plain = (text: string): string => text.replace(/\x1b\[[0-9;]*m/g, "");

class Screen {
  text = "";
  readonly isTTY: boolean;
  columns = 40;
  constructor(isTTY: boolean) {
    this.isTTY = isTTY;
  }
  write(text: string): void {
    this.text += text;
  }
}

test.each([
  [count(1234567), "1,234,567"],
  [counted(0, "message"), "0 messages"],
  [counted(1, "message"), "1 message"],
  [counted(12345, "file"), "12,345 files"],
  [bytes(0), "0 B"],
  [bytes(1536), "1.5 KiB"],
  [bytes(1024 ** 3), "1.0 GiB"],
  [bytes(300 * 1024 ** 2), "300 MiB"],
  [seconds(0.44), "0.4 s"],
  [seconds(12.4), "12 s"],
  [seconds(59.9), "1 min 0 s"],
  [seconds(200), "3 min 20 s"],
])("%s reads %s", (got, expected) => expect(got).toBe(expected));

test("a table aligns its columns and keeps line breaks", () => {
  const drawn = plain(
    table(
      [{ title: "name" }, { title: "rows", align: "right" }],
      [
        ["a\nb", "1"],
        ["long name", "12,345"],
      ],
    ),
  );
  expect(drawn.split("\n").map((line) => line.trimEnd())).toEqual([
    "name         rows",
    "a               1",
    "b",
    "long name  12,345",
  ]);
});

describe("a table that is wider than its room", () => {
  const wide = (room: number, ...cells: string[]) =>
    plain(
      table([{ title: "name" }, { title: "rows", align: "right" }, { title: "why" }], [cells], room),
    ).split("\n");

  test("cuts the widest texts, numbers never, and fills the room", () => {
    const lines = wide(40, "short", "1,234,567", "w".repeat(100));
    expect(lines[1]).toBe(`short  1,234,567  ${"w".repeat(21)}…`);
    expect(wide(40, "n".repeat(100), "1,234,567", "w".repeat(100))[1]).toHaveLength(40);
    expect(wide(200, "short", "1", "w".repeat(100))[1]).toContain("w".repeat(100));
  });

  test("counts what the terminal shows: colours not, wide characters twice, each line by itself", () => {
    expect(columnsOf("\x1b[31mred\x1b[39m")).toBe(3);
    expect(columnsOf("日本")).toBe(4);
    expect(columnsOf("é")).toBe(1);
    expect(cut("日本語", 4)).toBe("日…");
    expect(cut("abc\nabcdef", 4)).toBe("abc\nabc…");
  });

  test("is told of where even so it does not fit", () => {
    const columns = Array.from({ length: 12 }, (_, at) => ({ title: `column_${at}` }));
    const row = columns.map(() => "some text");
    expect(fitted(columns, [row], 80).fits).toBe(false);
    expect(fitted(columns.slice(0, 4), [row], 80)).toEqual({ widths: [9, 9, 9, 9], fits: true });
  });
});

describe("progress", () => {
  test("on a terminal is one line, cut to its width and taken away at the end", () => {
    let now = 1000;
    const screen = new Screen(true);
    const progress = new Progress(screen, () => now);
    progress.update("x".repeat(100));
    progress.update("too soon");
    now += 200;
    progress.update("second");
    progress.clear();
    expect(plain(screen.text)).toBe(`\r\x1b[2K⠋ ${"x".repeat(37)}\r\x1b[2K⠙ second\r\x1b[2K`);
  });

  test("elsewhere is a plain line now and then, and none twice", () => {
    let now = 100_000;
    const screen = new Screen(false);
    const progress = new Progress(screen, () => now);
    for (let i = 0; i < 100; i++) {
      progress.update(i < 60 ? "waiting" : "nearly there");
      now += 1000;
    }
    progress.done("ready");
    expect(plain(screen.text)).toBe("  waiting\n  nearly there\n✓ ready\n");
  });
});
