// EC2: moto's networks.
import type { LocalService } from "../../gateway/service.ts";

export const ec2 = (): LocalService => ({ services: ["ec2"], errors: "ec2" });
