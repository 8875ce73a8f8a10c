// Many questions, some at a time: an engine that is asked a hundred at once answers none of them soon.

const AT_ONCE = 4;

/** What `work` makes of each, in the order of `items`. */
export async function someAtATime<Item, Made>(
  items: readonly Item[],
  work: (item: Item) => Promise<Made>,
): Promise<Made[]> {
  const made: Made[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let at = next++; at < items.length; at = next++) made[at] = await work(items[at] as Item);
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, items.length) }, worker));
  return made;
}
