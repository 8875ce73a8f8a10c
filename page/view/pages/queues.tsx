// Queues: what waits, and what was given up, with its text. In the console, dead letters can be sent back.
import { useState } from "preact/hooks";
import type { Page, Queue } from "../../model/page.ts";
import type { Server } from "../console.ts";
import { count, counted, moment } from "../format.ts";
import { Empty } from "../parts/badge.tsx";
import { Card, Head } from "../parts/card.tsx";
import { Table } from "../parts/table.tsx";

const heldBy = ({ waiting, in_flight }: Queue): number => waiting + in_flight;

export function Queues({ page, console }: { page: Page; console: Server | null }) {
  const dead = page.live.queues.filter((queue) => queue.dead && heldBy(queue) > 0);
  const letters = page.live.queues.filter((queue) => queue.dead);
  // Kept here: a queue that was emptied is shown no more, and what was done to it must be.
  const [told, setTold] = useState("");
  return (
    <>
      <Head title="Queues" lead="What waits, what is worked on, and what was given up." />
      <Card title="Dead letters">
        <p class="small wrap" role="status" style={told ? { marginBottom: "0.8rem" } : {}}>
          {told}
        </p>
        {dead.length === 0 ? (
          <Empty title="Nothing was given up.">
            {counted(letters.length, "dead-letter queue")} {letters.length === 1 ? "is" : "are"} empty.
          </Empty>
        ) : (
          <div class="stack">
            {dead.map((queue) => (
              <DeadLetters key={queue.name} of={queue} console={console} tell={setTold} />
            ))}
          </div>
        )}
      </Card>
      <Card title="All queues">
        <Table
          label="queues"
          unit="queue"
          rows={page.live.queues}
          identity={({ name }) => name}
          words={({ name }) => name}
          empty="There are no queues."
          columns={[
            { title: "queue", cell: ({ name }) => <span class="wrap">{name}</span>, by: ({ name }) => name },
            {
              title: "holds",
              cell: ({ dead: is }) => (is ? "dead letters" : "work"),
              by: ({ dead: is }) => Number(is),
            },
            {
              title: "waiting",
              right: true,
              cell: ({ waiting }) => count(waiting),
              by: ({ waiting }) => waiting,
            },
            {
              title: "in flight",
              right: true,
              cell: ({ in_flight }) => count(in_flight),
              by: ({ in_flight }) => in_flight,
            },
          ]}
        />
      </Card>
    </>
  );
}

interface Shown {
  of: Queue;
  console: Server | null;
  tell: (text: string) => void;
}

function DeadLetters({ of, console, tell }: Shown) {
  const [busy, setBusy] = useState(false);
  const redrive = async () => {
    if (!console) return;
    setBusy(true);
    tell("sending them back…");
    try {
      const { moved, left } = await console.redrive(of.name);
      const sent = moved.map(({ messages, to }) => `${counted(messages, "message")} sent back to ${to}`);
      tell(
        [...sent, ...left.map((name) => `${name} has no queue to go back to`)].join(", ") ||
          "there were none",
      );
    } catch (error) {
      tell((error as Error).message);
    } finally {
      setBusy(false);
    }
  };
  return (
    <article>
      <header class="row between" style={{ marginBottom: "0.6rem" }}>
        <h3 class="wrap">
          {of.name} <span class="soft">{counted(heldBy(of), "message")}</span>
        </h3>
        {console && of.returns_to && (
          <button type="button" class="button strong" disabled={busy} onClick={redrive}>
            Send back to {of.returns_to}
          </button>
        )}
      </header>
      <p class="small soft">
        {of.returns_to
          ? "Fix the cause first: the same message fails the same way."
          : "It has no queue to go back to."}
      </p>
      {of.sample.map(({ id, sent_at, text }) => (
        <div key={id} class="broken">
          <header>
            <span>{moment(sent_at)}</span>
            <span class="mono">{id}</span>
          </header>
          <code class="line-text">{text}</code>
        </div>
      ))}
    </article>
  );
}
