// A form → the kernel's table of it: the least deterministic automaton that tells whether a text has the form somewhere.
import { CHARACTERS, type Form } from "./pattern.ts";

/** As in assembly/judge.as: how many states a table has, those of state 0 among them, which is never left; 1 is the first. */
const STATES = 16;
const ROWS = 128;
const FIRST = 1;
/** More than these are not worth the time to make them fewer. */
const MOST_PLACES = 1_000;
const MOST_SETS = 200;

/** Bytes of a table: a row of next states for each ASCII byte, and a bit for each state that may be the last. */
export const TABLE_BYTES = ROWS * STATES + 4;

interface Place {
  readonly steps: { of: ReadonlySet<number>; to: number }[];
  readonly free: number[];
  readonly atBegin: number[];
  readonly atEnd: number[];
}

interface Automaton {
  /** For each state, the next one by the character's class. */
  readonly next: readonly (readonly number[])[];
  readonly isLast: readonly boolean[];
}

/** The table; undefined where the form takes more states than it has, or no text has it. */
export function tableOf(form: Form): Uint8Array | undefined {
  const places = placesOf(form);
  if (!places) return undefined;
  const classes = classesOf(places);
  const kinds = [...new Set(classes.values())];
  const whole = automatonOf(places, classes, kinds);
  if (!whole) return undefined;
  const { next, isLast } = least(whole);
  // What leads nowhere any more is the table's state 0, and the first its 1.
  const dead = next.findIndex((to, at) => !isLast[at] && to.every((other) => other === at));
  if (dead === 0) return undefined;
  let last = FIRST;
  const names = next.map((_, at) => (at === dead ? 0 : at === 0 ? FIRST : ++last));
  if (last >= STATES) return undefined;
  const table = new Uint8Array(TABLE_BYTES);
  for (const code of CHARACTERS) {
    const kind = kinds.indexOf(classes.get(code) as string);
    for (const [state, to] of next.entries())
      table[code * STATES + (names[state] as number)] = names[to[kind] as number] as number;
  }
  let bits = 0;
  for (const [state, isOne] of isLast.entries()) if (isOne) bits |= 1 << (names[state] as number);
  new DataView(table.buffer).setUint32(ROWS * STATES, bits >>> 0, true);
  return table;
}

const BEGIN = 0;
const END = 1;

/** An automaton with choices: before the form comes anything, and behind it. */
function placesOf(form: Form): Place[] | undefined {
  const places: Place[] = [];
  const place = (): number => places.push({ steps: [], free: [], atBegin: [], atEnd: [] }) - 1;
  const at = (index: number): Place => places[index] as Place;
  const anything = new Set(CHARACTERS);
  const add = (one: Form, from: number): number => {
    if (places.length > MOST_PLACES) return from;
    const to = place();
    switch (one.is) {
      case "one":
        at(from).steps.push({ of: one.of, to });
        return to;
      case "begin":
        at(from).atBegin.push(to);
        return to;
      case "end":
        at(from).atEnd.push(to);
        return to;
      case "all": {
        let last = from;
        for (const part of one.of) last = add(part, last);
        at(last).free.push(to);
        return to;
      }
      case "any":
        for (const part of one.of) at(add(part, from)).free.push(to);
        return to;
      case "repeat": {
        let last = from;
        for (let times = 0; times < one.least; times++) last = add(one.of, last);
        if (one.most === Number.POSITIVE_INFINITY) {
          const again = place();
          at(last).free.push(again);
          at(add(one.of, again)).free.push(again);
          last = again;
        } else
          for (let times = one.least; times < one.most && places.length <= MOST_PLACES; times++) {
            at(last).free.push(to);
            last = add(one.of, last);
          }
        at(last).free.push(to);
        return to;
      }
    }
  };
  const begin = place();
  const end = place();
  at(begin).steps.push({ of: anything, to: begin });
  at(end).steps.push({ of: anything, to: end });
  const first = place();
  at(begin).free.push(first);
  at(add(form, first)).free.push(end);
  return places.length > MOST_PLACES ? undefined : places;
}

/** Characters that no step tells apart have one name. */
function classesOf(places: readonly Place[]): Map<number, string> {
  const sets = [...new Set(places.flatMap(({ steps }) => steps.map(({ of }) => of)))];
  return new Map(CHARACTERS.map((code) => [code, sets.map((set) => (set.has(code) ? "1" : "0")).join("")]));
}

/** All that is reached without a character. */
function reached(places: readonly Place[], from: Iterable<number>, also?: "atBegin" | "atEnd"): Set<number> {
  const all = new Set(from);
  for (const index of all) {
    const place = places[index] as Place;
    for (const to of place.free) all.add(to);
    if (also) for (const to of place[also]) all.add(to);
  }
  return all;
}

/** Sets of places as states; the first is state 0. */
function automatonOf(
  places: readonly Place[],
  classes: ReadonlyMap<number, string>,
  kinds: readonly string[],
): Automaton | undefined {
  const examples = kinds.map((kind) => CHARACTERS.find((code) => classes.get(code) === kind) as number);
  const sets: Set<number>[] = [];
  const known = new Map<string, number>();
  const stateOf = (set: Set<number>): number => {
    const name = [...set].sort((a, b) => a - b).join();
    const state = known.get(name) ?? sets.push(set) - 1;
    known.set(name, state);
    return state;
  };
  stateOf(reached(places, [BEGIN], "atBegin"));
  const next: number[][] = [];
  for (let state = 0; state < sets.length; state++) {
    if (sets.length > MOST_SETS) return undefined;
    const steps = [...(sets[state] as Set<number>)].flatMap((index) => (places[index] as Place).steps);
    next.push(
      examples.map((code) =>
        stateOf(
          reached(
            places,
            steps.filter(({ of }) => of.has(code)).map(({ to }) => to),
          ),
        ),
      ),
    );
  }
  return { next, isLast: sets.map((set) => reached(places, set, "atEnd").has(END)) };
}

/** The same with states that nothing tells apart as one; the first stays the first. */
function least({ next, isLast }: Automaton): Automaton {
  let groups = isLast.map(Number);
  for (let count = 0; ; ) {
    const names = new Map<string, number>();
    const refined = next.map((to, state) => {
      const name = [groups[state], ...to.map((other) => groups[other])].join();
      const group = names.get(name) ?? names.size;
      names.set(name, group);
      return group;
    });
    groups = refined;
    if (names.size === count) break;
    count = names.size;
  }
  const members = groups
    .map((group, state) => ({ group, state }))
    .filter(({ group }, at) => groups.indexOf(group) === at);
  return {
    next: members.map(({ state }) => (next[state] as number[]).map((to) => groups[to] as number)),
    isLast: members.map(({ state }) => isLast[state] as boolean),
  };
}
