/** The colours and type of a chart. Values are anything SVG accepts, also `var(--name)`. */
export interface ChartTheme {
  background: string | null;
  ink: string;
  muted: string;
  rule: string;
  /** Stands behind labels so that lines do not cross letters. */
  halo: string;
  primary: string;
  secondary: string;
  tertiary: string;
  fontFamily: string;
}

const fontFamily = "system-ui, -apple-system, 'Segoe UI', 'Noto Sans', 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif";

/** For notebooks and documents on white paper. */
export const lightTheme: ChartTheme = {
  background: "#ffffff",
  ink: "#1d2326",
  muted: "#5a646a",
  rule: "#d9dcd6",
  halo: "#ffffff",
  primary: "#0b655d",
  secondary: "#96540a",
  tertiary: "#5b6770",
  fontFamily,
};

/** For dark notebooks. */
export const darkTheme: ChartTheme = {
  background: "#15191b",
  ink: "#e6e8e3",
  muted: "#a0aaae",
  rule: "#343b3f",
  halo: "#15191b",
  primary: "#66c7ba",
  secondary: "#e3a75b",
  tertiary: "#9aa6ad",
  fontFamily,
};

/** For a page that defines the colours as CSS variables: one SVG serves light and dark. */
export const pageTheme: ChartTheme = {
  background: null,
  ink: "var(--chart-ink)",
  muted: "var(--chart-muted)",
  rule: "var(--chart-rule)",
  halo: "var(--chart-halo)",
  primary: "var(--chart-primary)",
  secondary: "var(--chart-secondary)",
  tertiary: "var(--chart-tertiary)",
  fontFamily: "var(--chart-font)",
};
