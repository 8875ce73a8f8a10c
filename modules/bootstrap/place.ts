// Where things are, as texts: templates of Terraform in the module, and of Fn::Sub in the CloudFormation template. What both say of
// rights is written once, with these in it.
export interface Place {
  partition: string;
  account: string;
  region: string;
  dnsSuffix: string;
  /** What every environment's name begins with. */
  name: string;
  /** ARN of the key that the state is encrypted with. */
  stateKeyArn: string;
  /** Name of the state's bucket. */
  stateBucket: string;
  /** ARN of the boundary of every role that is made. */
  boundaryArn: string;
}

/** A statement of a policy, as IAM has it. */
export interface Rights {
  Sid: string;
  Effect: "Allow" | "Deny";
  Action: readonly string[];
  Resource: string | readonly string[];
  Condition?: { readonly [operator: string]: { readonly [key: string]: string | readonly string[] } };
}

/** Environments of a repository. What a pull request gets is `pr-NUMBER`. */
export const ENVIRONMENTS = ["dev", "test", "staging", "prod"] as const;
export const EPHEMERAL = "pr-*";

/** Of one environment: `acme-prod`, and what begins with `acme-prod-`. */
export const environmentName = ({ name }: Place, environment: string): string => `${name}-${environment}`;

/** Where an environment's state lies in the bucket. */
export const stateKey = (environment: string): string => `environments/${environment}/terraform.tfstate`;
