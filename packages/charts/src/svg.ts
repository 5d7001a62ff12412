import * as vega from "vega";
import { compile } from "vega-lite";
import type { ChartSpecification } from "./specification.ts";

/** Draws nothing from outside: a specification of ours carries its rows, so anything else is a fault. */
const closedLoader: vega.Loader = {
  load: (uri: string) => Promise.reject(new Error(`A chart may not load ${uri}`)),
  sanitize: (uri: string) => Promise.reject(new Error(`A chart may not link to ${uri}`)),
  http: (uri: string) => Promise.reject(new Error(`A chart may not load ${uri}`)),
  file: (path: string) => Promise.reject(new Error(`A chart may not read ${path}`)),
};

/** What Vega-Lite would only warn about, a mistyped channel or a lost property, is a fault in our chart. */
const strictLogger = vega.logger(vega.Warn);
strictLogger.warn = (...messages: readonly unknown[]) => {
  throw new Error(`Vega-Lite: ${messages.join(" ")}`);
};

/**
 * Draws a chart as an SVG document, without a browser or a native canvas.
 * Text comes escaped.
 */
export async function drawSvg(specification: ChartSpecification): Promise<string> {
  const view = new vega.View(vega.parse(compile(specification, { logger: strictLogger }).spec), { renderer: "none", loader: closedLoader, logLevel: vega.Error });
  try {
    return await view.toSVG();
  } finally {
    view.finalize();
  }
}
