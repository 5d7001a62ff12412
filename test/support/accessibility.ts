import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";

/** What axe finds wrong with a page as it stands, in words with their places. */
export async function violationsOf(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ["violations"] }).analyze();
  return violations.map(({ id, nodes }) => `${new URL(page.url()).pathname}: ${id} ${nodes.map(({ target }) => target.join(" ")).join("; ")}`);
}
