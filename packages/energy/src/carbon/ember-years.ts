/**
 * Which year each row of Ember's country averages is of. The published form of @tgwf/co2 0.19.0 leaves the years out; they stand in
 * data/output/average-intensities.json of its repository, thegreenwebfoundation/co2.js (data of Ember, CC BY-SA 4.0).
 * Of its 222 rows 39 are of 2022, 81 of 2023, and the other 102 of 2024. Rows with the same figure as in an earlier dated version have that version's year; for
 * the 44 that were revised since, it follows from these counts (UKR 2022; ARE, SAU and all others 2024).
 */
const of2022 =
  "ABW BHS CPV CAF TCD COK FLK FRO GUF PYF GRL GRD GLP GUM GNB HTI JAM JOR KIR LSO MAC MDG MWI MTQ MRT MSR NPL NCL PRK PSE REU KNA LCA SPM STP LKA SYR UGA UKR";
const of2023 =
  "AFG ALB DZA ASM AGO ATG BHR BRB BLZ BEN BTN BWA BRN BFA BDI CMR CYM COM COG COD CIV CUB DJI DMA GNQ ERI SWZ ETH FJI GAB GMB GHA GTM GIN GUY HND HKG ISL " +
  "IDN IRQ ISR LAO LBN LBR LBY MDV MLI MUS MOZ NAM NRU NIC NER PAN PNG PRY RWA VCT WSM SEN SYC SLE SLB SOM SSD SDN SUR TZA TGO TON TTO TKM TCA UZB VUT VEN " +
  "VGB VIR YEM ZMB ZWE";

const NEWEST = 2024;
const older = new Map([...of2022.split(" ").map((country) => [country, 2022] as const), ...of2023.split(" ").map((country) => [country, 2023] as const)]);

/** @param country three letters, or WORLD */
export const emberYearOf = (country: string): number => older.get(country) ?? NEWEST;

/** Countries whose newest year is an older one. */
export const countriesOfOlderYears = [...older.keys()];
