/** First parts of the paths that are the API's own; everything else is the portal's. */
export const routes = ["graphql", "uploads", "artifacts", "exports", "api", "healthz", "readyz", "version", "metrics"] as const;
