// Alarms, those that go off first.
import type { Page } from "../../model/page.ts";
import { moment } from "../format.ts";
import { State } from "../parts/badge.tsx";
import { Card, Head } from "../parts/card.tsx";
import { Table } from "../parts/table.tsx";

export const Alarms = ({ page }: { page: Page }) => (
  <>
    <Head title="Alarms" lead="What CloudWatch watches, and what goes off." />
    <Card title="All alarms">
      <Table
        label="alarms"
        unit="alarm"
        rows={page.live.alarms}
        identity={({ name }) => name}
        words={({ name, description, state }) => `${name} ${description} ${state}`}
        empty="There are no alarms."
        columns={[
          { title: "alarm", cell: ({ name }) => <span class="wrap">{name}</span>, by: ({ name }) => name },
          { title: "state", cell: ({ state }) => <State of={state} />, by: ({ state }) => state },
          {
            title: "since",
            cell: ({ since }) => <span class="nowrap">{moment(since)}</span>,
            by: ({ since }) => since,
          },
          {
            title: "what it means",
            cell: ({ description, reason, state }) =>
              state === "ALARM" ? `${description} ${reason}` : description,
          },
        ]}
      />
    </Card>
  </>
);
