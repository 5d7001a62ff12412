import { visibleArtifacts } from "../../domain/access.ts";
import { artifactUrl } from "../addresses.ts";
import { builder } from "../builder.ts";

export const Artifact = builder.prismaNode("Artifact", {
  id: { field: "id" },
  nullable: true, // node(id) of what may not be seen is null
  findUnique: (id, { actor }) => ({ id, AND: [visibleArtifacts(actor)] }),
  description: "A file, stored under its sha256.",
  fields: (t) => ({
    name: t.exposeString("name"),
    sha256: t.exposeString("sha256"),
    sizeBytes: t.float({ resolve: ({ sizeBytes }) => Number(sizeBytes) }),
    mediaType: t.exposeString("mediaType"),
    url: t.string({ resolve: ({ sha256 }, _args, { publicUrl }) => artifactUrl(publicUrl, sha256) }),
  }),
});
