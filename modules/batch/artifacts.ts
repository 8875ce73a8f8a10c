// What is published beside the module: the digest of the image `stage` of the same version, which its tag begins with.
export const STAGE_IMAGE = "stage-image.txt";
