// CloudTrail's API on trails. Source: CloudTrail API Reference.
import { ApiError } from "../../gateway/aws-json.ts";
import type { Clock } from "../monitoring/clock.ts";
import type { Book } from "./book.ts";
import type { DigestKey } from "./digest.ts";
import type { History, LookupInput } from "./history.ts";
import { checkTargets, type Surroundings } from "./permissions.ts";
import { checkSelectors, DEFAULT_SELECTORS, type Selectors } from "./selectors.ts";
import { shownSettings, shownTrail, statusOf } from "./shown.ts";
import { regionLog, type Settings, type Trail } from "./trail.ts";

export type Input = Partial<Settings> &
  Selectors &
  LookupInput & {
    Name?: string;
    TrailName?: string;
    TagsList?: Tag[];
    ResourceId?: string;
    ResourceIdList?: string[];
    trailNameList?: string[];
    includeShadowTrails?: boolean;
    IsOrganizationTrail?: boolean;
    InsightSelectors?: unknown[];
  };

interface Tag {
  Key: string;
  Value?: string;
}

export interface Around extends Surroundings {
  region: string;
  book: Book;
  clock: Clock;
  key: DigestKey;
  history: History;
}

type Operation = (input: Input, around: Around) => Promise<object> | object;

/** A trail of this name in each region. */
const MOST_TRAILS = 5;

const SETTINGS = [
  "S3BucketName",
  "S3KeyPrefix",
  "SnsTopicName",
  "IncludeGlobalServiceEvents",
  "IsMultiRegionTrail",
  "EnableLogFileValidation",
  "CloudWatchLogsLogGroupArn",
  "CloudWatchLogsRoleArn",
  "KmsKeyId",
] as const;

/** What is said; "" takes a setting away. */
function said(input: Input): Partial<Settings> {
  return Object.fromEntries(
    SETTINGS.flatMap((name) =>
      input[name] === undefined ? [] : [[name, input[name] === "" ? undefined : input[name]]],
    ),
  );
}

/** @throws ApiError where the settings do not go together */
function checked(settings: Settings): Settings {
  const {
    S3BucketName,
    IsMultiRegionTrail,
    IncludeGlobalServiceEvents,
    CloudWatchLogsLogGroupArn,
    CloudWatchLogsRoleArn,
  } = settings;
  if (!S3BucketName) throw new ApiError("InvalidS3BucketNameException", "S3 bucket name cannot be blank!");
  if (IsMultiRegionTrail && !IncludeGlobalServiceEvents)
    throw new ApiError(
      "InvalidParameterCombinationException",
      "Multi-Region trail must include global service events.",
    );
  if (Boolean(CloudWatchLogsLogGroupArn) !== Boolean(CloudWatchLogsRoleArn))
    throw new ApiError(
      "InvalidParameterCombinationException",
      "A log group and its role must be given together.",
    );
  return settings;
}

export const OPERATIONS: Readonly<Record<string, Operation>> = {
  async CreateTrail(input, around) {
    const { region, book, accountId } = around;
    const name = book.checkedName(input.Name);
    if (book.own(region, name))
      throw new ApiError(
        "TrailAlreadyExistsException",
        `Trail ${name} already exists for customer: ${accountId}`,
      );
    if (book.ofRegion(region).length >= MOST_TRAILS)
      throw new ApiError(
        "MaximumNumberOfTrailsExceededException",
        `User: ${accountId} already has ${MOST_TRAILS} trails in ${region}.`,
      );
    const trail: Trail = {
      name,
      arn: `arn:aws:cloudtrail:${region}:${accountId}:trail/${name}`,
      region,
      settings: checked({
        S3BucketName: "",
        IncludeGlobalServiceEvents: true,
        IsMultiRegionTrail: false,
        EnableLogFileValidation: false,
        ...said(input),
      }),
      selectors: DEFAULT_SELECTORS,
      tags: new Map((input.TagsList ?? []).map(({ Key, Value = "" }) => [Key, Value])),
      status: { logging: false },
      regions: new Map(),
    };
    await checkTargets(trail, around);
    book.add(trail);
    return shownSettings(trail, accountId);
  },
  async UpdateTrail(input, around) {
    const trail = around.book.home(around.region, input.Name);
    const changed = { ...trail, settings: checked({ ...trail.settings, ...said(input) }) };
    await checkTargets(changed, around);
    // A new bucket, or validation that is switched on, begins a chain of its own.
    const restarts =
      changed.settings.S3BucketName !== trail.settings.S3BucketName ||
      (changed.settings.EnableLogFileValidation && !trail.settings.EnableLogFileValidation);
    if (restarts)
      for (const log of trail.regions.values()) {
        log.last = undefined;
        log.files = [];
        log.digestFrom = around.clock.now();
      }
    trail.settings = changed.settings;
    return shownSettings(trail, around.accountId);
  },
  DeleteTrail({ Name }, { book, region }) {
    book.remove(book.home(region, Name));
    return {};
  },
  DescribeTrails({ trailNameList, includeShadowTrails = true }, { book, region, accountId }) {
    const seen = trailNameList?.length
      ? trailNameList.flatMap((name) => book.find(region, name) ?? [])
      : book.seenFrom(region);
    const shown = seen.filter((trail) => includeShadowTrails || trail.region === region);
    return { trailList: shown.map((trail) => shownTrail(trail, accountId)) };
  },
  GetTrail: ({ Name }, { book, region, accountId }) => ({
    Trail: shownTrail(book.known(region, Name), accountId),
  }),
  ListTrails: (_input, { book, region }) => ({
    Trails: book
      .seenFrom(region)
      .map(({ name, arn, region: HomeRegion }) => ({ Name: name, TrailARN: arn, HomeRegion })),
  }),
  GetTrailStatus: ({ Name }, { book, region }) => statusOf(book.known(region, Name)),
  StartLogging({ Name }, { book, region, clock }) {
    const trail = book.home(region, Name);
    if (trail.status.logging) return {};
    const now = clock.now();
    Object.assign(trail.status, { logging: true, started: now });
    // The first file, and the first digest, begin now.
    regionLog(trail, region, now);
    for (const log of trail.regions.values()) if (log.files.length === 0) log.digestFrom = now;
    return {};
  },
  StopLogging({ Name }, { book, region, clock }) {
    Object.assign(book.home(region, Name).status, { logging: false, stopped: clock.now() });
    return {};
  },
  PutEventSelectors(input, { book, region }) {
    const trail = book.home(region, input.TrailName);
    const { EventSelectors, AdvancedEventSelectors } = input;
    const selectors = {
      ...(EventSelectors && { EventSelectors }),
      ...(AdvancedEventSelectors && { AdvancedEventSelectors }),
    };
    checkSelectors(selectors);
    trail.selectors = selectors;
    return { TrailARN: trail.arn, ...selectors };
  },
  GetEventSelectors({ TrailName }, { book, region }) {
    const { arn, selectors } = book.known(region, TrailName);
    return { TrailARN: arn, ...selectors };
  },
  GetInsightSelectors({ TrailName }, { book, region }) {
    const { name } = book.known(region, TrailName);
    throw new ApiError("InsightNotEnabledException", `Trail ${name} does not have Insights enabled.`);
  },
  AddTags({ ResourceId, TagsList = [] }, { book, region }) {
    const { tags } = book.known(region, ResourceId);
    for (const { Key, Value = "" } of TagsList) tags.set(Key, Value);
    if (tags.size > 50) throw new ApiError("TagsLimitExceededException", "A trail has at most 50 tags.");
    return {};
  },
  RemoveTags({ ResourceId, TagsList = [] }, { book, region }) {
    const { tags } = book.known(region, ResourceId);
    for (const { Key } of TagsList) tags.delete(Key);
    return {};
  },
  ListTags: ({ ResourceIdList = [] }, { book, region }) => ({
    ResourceTagList: ResourceIdList.map((ResourceId) => ({
      ResourceId,
      TagsList: [...book.known(region, ResourceId).tags].map(([Key, Value]) => ({ Key, Value })),
    })),
  }),
  ListPublicKeys: (_input, { key }) => ({ PublicKeyList: key.list() }),
  LookupEvents: (input, { history, region }) => history.lookup(region, input),
};
