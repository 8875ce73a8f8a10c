// Permissions: what each role may do and never did, and what was refused to it.
import { useState } from "preact/hooks";
import type { Page } from "../../model/page.ts";
import { count, share } from "../format.ts";
import { Badge, Empty } from "../parts/badge.tsx";
import { Card, Figures, Head } from "../parts/card.tsx";
import { Table } from "../parts/table.tsx";

export function Access({ page }: { page: Page }) {
  const [all, setAll] = useState(false);
  const { access } = page;
  if (!access)
    return (
      <>
        <Head title="Permissions" />
        <Empty title="No account of permissions is kept here.">The local AWS keeps one.</Empty>
      </>
    );
  const { counts, permissions, denied } = access;
  const shown = all ? permissions : permissions.filter(({ used }) => !used);
  return (
    <>
      <Head
        title="Permissions"
        lead="What roles may do, what of that they did, and what was refused to them."
      />
      <Figures
        figures={[
          { name: "Roles", value: count(counts.roles) },
          { name: "May do", value: count(counts.allowed), more: "actions" },
          { name: "Used", value: count(counts.used), more: share(counts.used, counts.allowed) },
          { name: "Rarely used", value: count(counts.rarely), more: "unused for a reason" },
          { name: "Unused", value: count(counts.unused), more: share(counts.unused, counts.allowed) },
          { name: "Refused", value: count(counts.denied), bad: counts.denied > 0 },
        ]}
      />
      <Card title="Refused">
        <Table
          label="refused requests"
          unit="refusal"
          rows={denied}
          identity={({ role, action, resource }) => `${role} ${action} ${resource}`}
          words={({ role, action, resource }) => `${role} ${action} ${resource}`}
          empty="Nothing was refused."
          columns={[
            { title: "role", cell: ({ role }) => <span class="wrap">{role}</span>, by: ({ role }) => role },
            {
              title: "action",
              cell: ({ action }) => <span class="mono">{action}</span>,
              by: ({ action }) => action,
            },
            {
              title: "on",
              cell: ({ resource }) => <span class="wrap">{resource}</span>,
              by: ({ resource }) => resource,
            },
            { title: "times", right: true, cell: ({ times }) => count(times), by: ({ times }) => times },
          ]}
        />
      </Card>
      <Card
        title={all ? "All permissions" : "Unused permissions"}
        aside={
          <button type="button" class="button" aria-pressed={all} onClick={() => setAll(!all)}>
            {all ? "Show unused alone" : "Show all"}
          </button>
        }
      >
        <Table
          label="permissions"
          unit="permission"
          rows={shown}
          identity={({ role, action }) => `${role} ${action}`}
          words={({ role, action, why = "" }) => `${role} ${action} ${why}`}
          empty="Every permission was used."
          columns={[
            { title: "role", cell: ({ role }) => role, by: ({ role }) => role },
            {
              title: "action",
              cell: ({ action }) => <span class="mono">{action}</span>,
              by: ({ action }) => action,
            },
            {
              title: "state",
              cell: ({ used, why }) => (
                <Badge tone={used ? "good" : why ? "plain" : "warn"}>{used ? "used" : "unused"}</Badge>
              ),
              by: ({ used }) => Number(used),
            },
            { title: "why it may go unused", cell: ({ used, why }) => (used ? "" : (why ?? "")) },
          ]}
        />
      </Card>
    </>
  );
}
