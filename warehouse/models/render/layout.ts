// Where the boxes of a DAG lie: a column for each distance from the sources. An arrow that passes a column without
// ending in it gets a lane there, so that it never runs behind a box.
import type { ModelKind } from "../project/kinds.ts";

/** What is drawn of a model. */
export interface Drawn {
  readonly name: string;
  readonly materialized: ModelKind;
  readonly reads: readonly string[];
}

export interface Box {
  name: string;
  kind: "source" | ModelKind;
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface Point {
  x: number;
  y: number;
}

/** The points of an arrow: out of a box, along its lanes, into a box. */
export type Path = readonly Point[];

export interface Arrow {
  from: string;
  to: string;
  path: Path;
}

export interface Layout {
  boxes: Box[];
  arrows: Arrow[];
  width: number;
  height: number;
}

const SIZE = { height: 44, lane: 14, gapX: 70, gapY: 18, margin: 20, char: 7.6, pad: 14 };

/** A box, or a lane for one arrow. */
interface Slot extends Box {
  level: number;
  lane: boolean;
  /** The slots in the column before that lead here. */
  from: Slot[];
}

/** Widths of boxes in pixels, beyond what their names take. */
export interface Room {
  /** What is drawn beside the name. */
  beside: number;
  /** What the second line takes at the least. */
  least: number;
}

const NAME_ALONE: Room = { beside: 0, least: 0 };

/**
 * @param models in an order in which each comes after what it reads
 * @param all where the kind is found of what is read and not among the models
 */
export function layoutOf(
  models: readonly Drawn[],
  all: readonly Drawn[] = models,
  room: Room = NAME_ALONE,
): Layout {
  const { slots, arrows } = slotsOf(models, all, room);
  const columns = Map.groupBy(slots, (slot) => slot.level);
  const rows = new Map<Slot, number>();
  let x = SIZE.margin;
  for (const level of [...columns.keys()].sort((a, b) => a - b)) {
    const column = ordered(columns.get(level) as Slot[], rows);
    const width = Math.max(...column.map((slot) => slot.width));
    let y = SIZE.margin;
    for (const slot of column) {
      Object.assign(slot, { x, y, width });
      y += slot.height + SIZE.gapY;
    }
    x += width + SIZE.gapX;
  }
  const boxes = slots.filter((slot) => !slot.lane);
  return {
    boxes,
    arrows: arrows.map((arrow) => ({
      from: arrow[0]?.name ?? "",
      to: arrow.at(-1)?.name ?? "",
      path: pathThrough(arrow),
    })),
    width: x - SIZE.gapX + SIZE.margin,
    height: Math.max(0, ...slots.map((slot) => slot.y + slot.height)) + SIZE.margin,
  };
}

/** Beside the middle of what leads there, so that few arrows cross. */
function ordered(column: Slot[], rows: Map<Slot, number>): Slot[] {
  const middle = ({ from }: Slot) =>
    from.length > 0 ? from.reduce((sum, slot) => sum + (rows.get(slot) ?? 0), 0) / from.length : 0;
  const sorted = column.sort((a, b) => middle(a) - middle(b) || (a.name < b.name ? -1 : 1));
  sorted.forEach((slot, row) => {
    rows.set(slot, row);
  });
  return sorted;
}

function slotsOf(
  models: readonly Drawn[],
  all: readonly Drawn[],
  room: Room,
): { slots: Slot[]; arrows: Slot[][] } {
  const kinds = new Map(all.map((node) => [node.name, node.materialized]));
  const boxes = new Map<string, Slot>();
  const lanes: Slot[] = [];
  const arrows: Slot[][] = [];
  const slot = (name: string, level: number, lane: boolean): Slot => ({
    name,
    kind: kinds.get(name) ?? "source",
    level,
    lane,
    from: [],
    x: 0,
    y: 0,
    width: lane
      ? 0
      : Math.max(room.least, Math.ceil([...name].length * SIZE.char + 2 * SIZE.pad + room.beside)),
    height: lane ? SIZE.lane : SIZE.height,
  });
  for (const node of models) {
    for (const name of node.reads) if (!boxes.has(name)) boxes.set(name, slot(name, 0, false));
    const sources = node.reads.map((name) => boxes.get(name) as Slot);
    const box = slot(
      node.name,
      sources.length === 0 ? 0 : 1 + Math.max(...sources.map(({ level }) => level)),
      false,
    );
    boxes.set(node.name, box);
    for (const source of sources) {
      const arrow = [source];
      for (let level = source.level + 1; level < box.level; level++) {
        const lane = slot(`${source.name} → ${box.name}`, level, true);
        lane.from.push(arrow.at(-1) as Slot);
        lanes.push(lane);
        arrow.push(lane);
      }
      box.from.push(arrow.at(-1) as Slot);
      arrows.push([...arrow, box]);
    }
  }
  return { slots: [...boxes.values(), ...lanes], arrows };
}

function pathThrough(arrow: readonly Slot[]): Path {
  return arrow.flatMap((slot, index) => {
    const y = slot.y + slot.height / 2;
    const [left, right] = [
      { x: slot.x, y },
      { x: slot.x + slot.width, y },
    ];
    if (index === 0) return [right];
    return index === arrow.length - 1 ? [left] : [left, right];
  });
}
