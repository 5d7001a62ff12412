/** A marginal intensity was asked for where the data set has none. An average never takes its place. */
export class NoMarginalIntensity extends Error {
  readonly code = "NO_MARGINAL_INTENSITY";
  readonly zone: string | null;

  constructor(zone: string | null, why: string) {
    super(`There is no marginal intensity for ${zone ?? "an unset zone"}: ${why}. Set a zone of a country that has one, leave out \`marginal\` for the average, or give your own figure with kind "marginal".`);
    this.name = "NoMarginalIntensity";
    this.zone = zone;
  }
}
