/** A published power usage effectiveness: facility energy ÷ IT energy over a year. */
export interface PueRow {
  name: string;
  value: number;
  /** Year it is of, or in which it was reported where the report names none. */
  year: number;
  source: string;
  licence: string;
}

const CITED = "one published figure cited";
const DATA_CENTRE_DYNAMICS = "Data Centre Dynamics, December 2024, “AWS: Global data centers achieved PUE of 1.15 in 2023”";
const UPTIME = "Uptime Institute, Global Data Center Survey, average of the respondents";

/**
 * For reference, never applied by default: a desk or a laboratory has no such building, and a site knows its own figure best.
 * A fleet's mean hides sites between about 1.04 and 2.
 */
export const pues: readonly PueRow[] = [
  { name: "Amazon Web Services, all data centres", value: 1.15, year: 2023, source: DATA_CENTRE_DYNAMICS, licence: CITED },
  { name: "Google, all data centres", value: 1.1, year: 2024, source: DATA_CENTRE_DYNAMICS, licence: CITED },
  { name: "Meta, all data centres", value: 1.08, year: 2024, source: DATA_CENTRE_DYNAMICS, licence: CITED },
  { name: "Microsoft, all data centres", value: 1.18, year: 2024, source: DATA_CENTRE_DYNAMICS, licence: CITED },
  { name: "Data centres of a survey, world", value: 1.58, year: 2023, source: UPTIME, licence: CITED },
  { name: "Data centres of a survey, world", value: 1.55, year: 2022, source: UPTIME, licence: CITED },
  { name: "Data centres of a survey, world", value: 1.57, year: 2021, source: UPTIME, licence: CITED },
  { name: "Data centres of a survey, world", value: 1.59, year: 2020, source: UPTIME, licence: CITED },
];
