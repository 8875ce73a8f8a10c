// The image that jobs run: the caller's, or one of a repository of our own, whose tags never change what they name.
import { EcrLifecyclePolicy } from "@cdktf/provider-aws/lib/ecr-lifecycle-policy/index.js";
import { EcrRepository } from "@cdktf/provider-aws/lib/ecr-repository/index.js";
import { artifact, type Construct, type Expr, jsonencode, one, tf, type Vars, when } from "../kit/index.ts";
import { STAGE_IMAGE } from "./artifacts.ts";
import type { inputs } from "./inputs.ts";

export interface Image {
  uri: Expr;
  /** Null where the caller's image is used. */
  repositoryArn: Expr;
  repositoryUrl: Expr;
}

export function image(scope: Construct, vars: Vars<typeof inputs>, keyArn: Expr): Image {
  const own = tf`${vars.image_uri} == null`;
  const repository = when(
    own,
    new EcrRepository(scope, "images", {
      name: `${vars.name}-stage`,
      imageTagMutability: "IMMUTABLE",
      imageScanningConfiguration: { scanOnPush: true },
      encryptionConfiguration: [{ encryptionType: "KMS", kmsKey: `${keyArn}` }],
      // Images are made again from their sources; what they are made for goes with them.
      forceDelete: true,
      tags: vars.tags.map,
    }),
  );
  when(
    own,
    new EcrLifecyclePolicy(scope, "kept-images", {
      repository: `${one(repository, "name")}`,
      policy: jsonencode({
        rules: [
          {
            rulePriority: 1,
            description: "Keep the newest images",
            selection: { tagStatus: "any", countType: "imageCountMoreThan", countNumber: vars.kept_images },
            action: { type: "expire" },
          },
        ],
      }).toString(),
    }),
  );
  const url = one(repository, "repository_url");
  const digest = tf`coalesce(${vars.image_tag}, trimspace(file(${artifact(STAGE_IMAGE)})))`;
  return {
    uri: tf`${own} ? "\${${url}}:\${${digest}}-\${${vars.architecture}}" : ${vars.image_uri}`,
    repositoryArn: one(repository, "arn"),
    repositoryUrl: url,
  };
}
