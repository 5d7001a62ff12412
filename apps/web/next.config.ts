import { fileURLToPath } from "node:url";
import type { NextConfig } from "next";
import createNextIntlPlugin from "next-intl/plugin";

const repository = fileURLToPath(new URL("../../", import.meta.url));

const config: NextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  transpilePackages: ["@joulemark/charts", "@joulemark/client"],
  // Vega asks for a native canvas where it finds one; bundled, that question becomes a build error.
  serverExternalPackages: ["vega", "vega-lite"],
  turbopack: { root: repository },
  outputFileTracingRoot: repository,
  // What people read is what the API says now.
  experimental: { staleTimes: { dynamic: 0 } },
  headers: async () => [
    {
      source: "/:path*",
      headers: [
        { key: "X-Content-Type-Options", value: "nosniff" },
        { key: "Referrer-Policy", value: "strict-origin-when-cross-origin" },
        { key: "Permissions-Policy", value: "camera=(), microphone=(), geolocation=()" },
      ],
    },
  ],
};

export default createNextIntlPlugin("./src/i18n/request.ts")(config);
