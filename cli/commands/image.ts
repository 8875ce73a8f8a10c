// headrace image build | push: the image of the job that imports, built by a container engine and pushed to ECR.
import { group } from "../args/group.ts";
import { parse } from "../args/parse.ts";
import { usageError } from "../args/usage.ts";
import { seconds, secondsSince } from "../output/format.ts";
import { makeOutput, type Output } from "../output/output.ts";

const PROCESSORS = ["arm64", "x86_64"] as const;
type Processor = (typeof PROCESSORS)[number];

const OPTIONS = {
  architecture: {
    type: "string",
    value: "PROCESSOR",
    description: "arm64, as the pipeline's default, or x86_64",
  },
  base: {
    type: "string",
    value: "IMAGE",
    description: "what it is built on, best by digest; Lambda's image for Node 22 where absent",
  },
} as const;

const BUILD = {
  command: "image build",
  summary:
    "Builds the image of the job that imports, as headrace-stage:TAG. The tag is a digest of what it is made of.",
  positionals: [],
  options: OPTIONS,
} as const;

const PUSH = {
  command: "image push",
  summary: "Builds the image and pushes it to a repository of ECR, by the credentials of the environment.",
  positionals: ["REPOSITORY"],
  options: OPTIONS,
  details:
    "REPOSITORY is the pipeline's output job_repository_url. The pipeline asks for the image of its own version; where --base is given, give the tag's " +
    "64 digits to the pipeline as batch = { image_tag = … }. The local AWS needs no image pushed: `run` and `apply` place it there.",
} as const;

const IMAGE = {
  command: "image build|push",
  summary: "The image of the job that imports.",
  positionals: [],
  options: {},
} as const;

export const SIGNATURES = [BUILD, PUSH];
export const run = group(IMAGE, { build, push });

async function build(argv: string[]): Promise<number> {
  const { values } = parse(BUILD, argv);
  const output = makeOutput(values.json);
  const made = await make("headrace-stage", values, BUILD, output);
  await output.answer(made);
  output.say(made.image);
  return 0;
}

async function push(argv: string[]): Promise<number> {
  const { values, positionals } = parse(PUSH, argv);
  const [repository = ""] = positionals;
  const output = makeOutput(values.json);
  const { pushImage, regionOf } = await import("../images/push.ts");
  regionOf(repository);
  const made = await make(repository, values, PUSH, output);
  const start = performance.now();
  await pushImage(repository, made.image);
  output.progress.done(`pushed (${seconds(secondsSince(start))})`);
  await output.answer(made);
  output.say(made.image);
  return 0;
}

async function make(
  repository: string,
  { architecture = "arm64", base }: { architecture?: string; base?: string },
  signature: typeof BUILD | typeof PUSH,
  output: Output,
): Promise<{ image: string; digest: string; architecture: Processor; layers: string[] }> {
  if (!PROCESSORS.some((one) => one === architecture))
    throw usageError(`--architecture is ${PROCESSORS.join(" or ")}`, signature);
  const processor = architecture as Processor;
  const { buildImage, layersOf, needEngine } = await import("../../batch-images/build/build.ts");
  const { imageContext, imageDigest, tagOf } = await import("../../batch-images/build/context.ts");
  await needEngine();
  const start = performance.now();
  const digest = await imageDigest("stage", base);
  const image = `${repository}:${tagOf(digest, processor)}`;
  await buildImage(await imageContext("stage", processor, base), image);
  output.progress.done(`built (${seconds(secondsSince(start))})`);
  return { image, digest, architecture: processor, layers: await layersOf(image) };
}
