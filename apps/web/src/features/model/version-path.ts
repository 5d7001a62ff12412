/** Where a version is shown: on its model's page, also where that has more versions than one page shows. */
export const versionPath = ({ id, model }: { id: string; model: { id: string } }): string => `/models/${model.id}?version=${encodeURIComponent(id)}#${id}`;
