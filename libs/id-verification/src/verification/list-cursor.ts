import type { CursorFormat } from '../validation/page.js';

/** The last row of a page. */
export interface ListPosition {
  readonly createdAt: Date;
  readonly id: string;
}

export const LIST_CURSOR: CursorFormat<ListPosition> = {
  write: ({ createdAt, id }) => `${createdAt.toISOString()}/${id}`,
  parse: (text) => {
    const [, time, id] =
      /^(\d{4}-\d\d-\d\dT[\d:.]{12}Z)\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.exec(text) ?? [];
    const createdAt = new Date(time ?? Number.NaN);
    return id === undefined || Number.isNaN(createdAt.getTime()) ? undefined : { createdAt, id };
  },
};
