// Where files lie that were announced to the API and uploaded by a presigned URL: each by itself, so that none replaces another.

/** The second part of such a key. */
export const IMPORTS_FOLDER = "_imports";

/** `orders/_imports/ID/orders.csv` */
export const importKey = (dataset: string, id: string, file: string): string =>
  `${dataset}/${IMPORTS_FOLDER}/${id}/${file}`;
