// The lineage as a drawing that can be walked: each box is a link, the arrow keys go along its edges.
import { useEffect, useMemo, useRef } from "preact/hooks";
import { layoutOf, type Path, type Point } from "../../../warehouse/models/render/layout.ts";
import { lineageOf, standingOf } from "../../model/lineage.ts";
import type { Model } from "../../model/page.ts";
import { counted } from "../format.ts";
import { addressOf } from "../router.ts";

interface Shown {
  models: readonly Model[];
  /** The one in the middle of attention. */
  chosen?: string | undefined;
  /** A text that names are searched for. */
  wanted?: string;
  /** True for what comes before or after the chosen one alone. */
  only?: boolean;
}

export function Lineage({ models, chosen, wanted = "", only = false }: Shown) {
  const frame = useRef<HTMLDivElement>(null);
  const byName = useMemo(() => new Map(models.map((model) => [model.name, model])), [models]);
  const lit = useMemo(() => {
    if (chosen === undefined) return undefined;
    const { up, down } = lineageOf(models, chosen);
    return new Set([chosen, ...up, ...down]);
  }, [models, chosen]);
  const drawn = useMemo(() => {
    const taken = only && lit ? models.filter(({ name }) => lit.has(name)) : models;
    const nodes = taken.map(({ name, kind, reads }) => ({
      name,
      materialized: kind,
      reads: only && lit ? reads.filter((read) => lit.has(read)) : reads,
    }));
    return layoutOf(nodes, nodes, { beside: 12, least: 132 });
  }, [models, only, lit]);
  const found = wanted.trim().toLowerCase();
  useEffect(() => {
    const box = frame.current?.querySelector<SVGElement>(".chosen, .found");
    if (box && frame.current) centred(frame.current, box);
  }, [chosen, found, drawn]);
  const walk = (event: KeyboardEvent, name: string) => {
    const next =
      event.key === "ArrowLeft"
        ? byName.get(name)?.reads[0]
        : event.key === "ArrowRight"
          ? models.find(({ reads }) => reads.includes(name))?.name
          : event.key === "ArrowDown" || event.key === "ArrowUp"
            ? beside(drawn.boxes, name, event.key === "ArrowDown" ? 1 : -1)
            : undefined;
    if (next === undefined) return;
    event.preventDefault();
    frame.current?.querySelector<SVGAElement>(`a[data-name="${CSS.escape(next)}"]`)?.focus();
  };
  return (
    <div class="lineage-frame" ref={frame}>
      <svg
        class="lineage"
        width={drawn.width}
        height={drawn.height}
        viewBox={`0 0 ${drawn.width} ${drawn.height}`}
      >
        <title>What reads what. The arrow keys go along the edges.</title>
        {drawn.arrows.map(({ from, to, path }) => {
          const on = lit?.has(from) && lit.has(to);
          return (
            <path
              key={`${from} ${to}`}
              class={`edge moving ${lit ? (on ? "lit" : "dim") : ""}`}
              d={curved(path)}
            />
          );
        })}
        {drawn.boxes.map(({ name, kind, x, y, width, height }) => {
          const model = byName.get(name);
          const standing = model && standingOf(model);
          const tone = name === chosen ? "chosen" : lit ? (lit.has(name) ? "lit" : "dim") : "";
          const tests = model?.tests.length ?? 0;
          const line = tests > 0 ? `${kind} · ${counted(tests, "test")}` : kind;
          const matches = found !== "" && name.toLowerCase().includes(found);
          const target = model
            ? addressOf("models", name)
            : addressOf("datasets", name.startsWith("lake.") ? name.slice(5) : name);
          return (
            <a
              key={name}
              href={target}
              data-name={name}
              class={`${tone} ${matches ? "found" : ""}`}
              aria-label={`${name} ${line}${standing ? `, ${STANDINGS[standing]}` : ""}`}
              onKeyDown={(event) => walk(event, name)}
            >
              <rect class="box moving" x={x} y={y} width={width} height={height} rx={8} />
              <text class="name" x={x + 12} y={y + 19}>
                {name}
              </text>{" "}
              <text class={`kind ${kind}`} x={x + 12} y={y + 35}>
                {line}
              </text>
              {standing && <circle class={`standing ${standing}`} cx={x + width - 12} cy={y + 14} r={4} />}
            </a>
          );
        })}
      </svg>
    </div>
  );
}

export const STANDINGS = {
  good: "built, tests passed",
  bad: "failed",
  warn: "with warnings",
  unknown: "not built yet",
} as const;

/** The next box of the same column, by its place. */
function beside(boxes: readonly { name: string; x: number; y: number }[], name: string, step: 1 | -1) {
  const own = boxes.find((box) => box.name === name);
  const column = boxes.filter(({ x }) => x === own?.x).sort((a, b) => a.y - b.y);
  return column[column.findIndex((box) => box.name === name) + step]?.name;
}

function centred(frame: HTMLElement, box: SVGElement): void {
  const [outer, inner] = [frame.getBoundingClientRect(), box.getBoundingClientRect()];
  frame.scrollTo({
    left: frame.scrollLeft + inner.left - outer.left - (outer.width - inner.width) / 2,
    top: frame.scrollTop + inner.top - outer.top - (outer.height - inner.height) / 2,
  });
}

/** Straight across a column, in a curve between two. */
function curved(path: Path): string {
  const [start, ...rest] = path as [Point, ...Point[]];
  let at = start;
  const steps = rest.map((to, index) => {
    const bend = (at.x + to.x) / 2;
    const step = index % 2 === 1 ? `L${to.x} ${to.y}` : `C${bend} ${at.y} ${bend} ${to.y} ${to.x} ${to.y}`;
    at = to;
    return step;
  });
  return `M${start.x} ${start.y}${steps.join("")}`;
}
