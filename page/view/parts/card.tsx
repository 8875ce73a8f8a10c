// The frames that sections stand in.
import type { ComponentChildren } from "preact";

export function Card({
  title,
  lead,
  aside,
  children,
}: {
  title: string;
  lead?: ComponentChildren;
  aside?: ComponentChildren;
  children: ComponentChildren;
}) {
  return (
    <section class="card">
      <header>
        <h2>{title}</h2>
        {aside}
        {lead && <p>{lead}</p>}
      </header>
      {children}
    </section>
  );
}

export function Head({
  title,
  lead,
  back,
  aside,
}: {
  title: string;
  lead?: ComponentChildren;
  back?: { to: string; name: string };
  aside?: ComponentChildren;
}) {
  return (
    <div class="head">
      <div>
        {back && (
          <a class="crumb" href={back.to}>
            ← {back.name}
          </a>
        )}
        <h1>{title}</h1>
        {lead && <p class="lead">{lead}</p>}
      </div>
      {aside}
    </div>
  );
}

export interface Figure {
  name: string;
  value: string;
  more?: string | undefined;
  bad?: boolean;
}

export const Figures = ({ figures }: { figures: readonly Figure[] }) => (
  <dl class="figures">
    {figures.map(({ name, value, more, bad }) => (
      <div key={name} class={bad ? "bad" : ""}>
        <dt>{name}</dt>
        <dd>
          {value}
          {more && <small>{more}</small>}
        </dd>
      </div>
    ))}
  </dl>
);

export const Facts = ({ facts }: { facts: readonly (readonly [string, ComponentChildren])[] }) => (
  <dl class="facts">
    {facts.map(([name, value]) => [<dt key={`${name}-name`}>{name}</dt>, <dd key={name}>{value}</dd>])}
  </dl>
);
