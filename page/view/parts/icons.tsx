// The signs beside the names of the sections, drawn by lines.

const PATHS: Readonly<Record<string, string>> = {
  overview: "M2 9.5c2 0 2-2 4-2s2 2 4 2 2-2 4-2M2 13c2 0 2-2 4-2s2 2 4 2 2-2 4-2M5 4.5h6",
  datasets:
    "M2.5 4c0-1.1 2.5-2 5.5-2s5.5.9 5.5 2-2.5 2-5.5 2-5.5-.9-5.5-2v8c0 1.1 2.5 2 5.5 2s5.5-.9 5.5-2V4M2.5 8c0 1.1 2.5 2 5.5 2s5.5-.9 5.5-2",
  quarantine: "M8 2 1.8 13.5h12.4L8 2ZM8 6.5v3.2M8 11.6v.2",
  models: "M2 3h4v3H2zM10 2h4v3h-4zM10 11h4v3h-4zM6 4.5h4M6 4.5c2.5 0 1.5 8 4 8",
  runs: "M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2ZM8 5v3.2l2.2 1.4",
  jobs: "M8 1.8 14 5v6l-6 3.2L2 11V5l6-3.2ZM2.3 5.2 8 8.2l5.7-3M8 8.2v5.8",
  deliveries: "M2 8h9M8 4.5 11.5 8 8 11.5M14 3v10",
  queues: "M2 4h12M2 8h12M2 12h7",
  alarms: "M8 2a4 4 0 0 0-4 4v3l-1.5 2.5h11L12 9V6a4 4 0 0 0-4-4ZM6.5 13.5c.8.8 2.2.8 3 0",
  access: "M8 1.8 2.8 4v4c0 3.2 2.2 5.2 5.2 6.2 3-1 5.2-3 5.2-6.2V4L8 1.8ZM5.8 8l1.6 1.6L10.4 6.5",
  query: "M2.5 3h11v10h-11zM5 6.2 7 8l-2 1.8M8.5 10H11",
};

export const Icon = ({ of }: { of: string }) => (
  <svg
    width="16"
    height="16"
    viewBox="0 0 16 16"
    fill="none"
    stroke="currentColor"
    stroke-width="1.4"
    stroke-linecap="round"
    stroke-linejoin="round"
    aria-hidden="true"
  >
    <path d={PATHS[of] ?? ""} />
  </svg>
);

export const Logo = () => (
  <svg width="28" height="28" viewBox="0 0 28 28" fill="none" aria-hidden="true">
    <rect width="28" height="28" rx="8" fill="currentColor" opacity="0.14" />
    <path
      d="M5 10.5c3 0 3-2.5 6-2.5s3 2.5 6 2.5 3-2.5 6-2.5M5 15c3 0 3-2.5 6-2.5s3 2.5 6 2.5 3-2.5 6-2.5M5 19.5c3 0 3-2.5 6-2.5s3 2.5 6 2.5 3-2.5 6-2.5"
      stroke="currentColor"
      stroke-width="2"
      stroke-linecap="round"
    />
  </svg>
);
