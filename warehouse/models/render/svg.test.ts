// The drawing can be read: each word's contrast to its box as WCAG 2.2 asks for small text, with the colours of the page.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { COLORS } from "./svg.ts";

const INK = "#13212c";

/** Relative luminance. Source: WCAG 2.2, "relative luminance". */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

test("black on white is 21, and the measure is symmetric", () => {
  expect(contrast("#000000", "#ffffff")).toBeCloseTo(21, 5);
  expect(contrast("#ffffff", "#000000")).toBeCloseTo(21, 5);
});

test.each(Object.entries(COLORS))(
  "%s: name and kind have a contrast of 4.5 or more",
  (kind, [fill, stroke]) => {
    expect(contrast(stroke, fill)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(INK, fill)).toBeGreaterThanOrEqual(4.5);
    const page = readFileSync(
      join(import.meta.dirname, "..", "..", "..", "page", "view", "style", "colors.css"),
      "utf8",
    );
    expect(/--kind-([a-z]+): (#[0-9a-f]{6})/.exec(page.slice(page.indexOf(`--kind-${kind}:`)))?.[2]).toBe(
      stroke,
    );
  },
);
