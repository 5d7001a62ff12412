export const JOULES_PER_KWH = 3_600_000;

/** @param joules energy, J  @returns kWh */
export const joulesToKwh = (joules: number): number => joules / JOULES_PER_KWH;

/**
 * Emissions of a given amount of energy.
 * @param joules energy at the meter, J
 * @param gridIntensity carbon intensity of the grid, g CO2e per kWh
 * @returns emissions, g CO2e
 */
export const emissionsGrams = (joules: number, gridIntensity: number): number => joulesToKwh(joules) * gridIntensity;

/**
 * Electricity cost of a given amount of energy.
 * @param joules energy at the meter, J
 * @param pricePerKwh in whole units of a currency
 * @returns the same currency
 */
export const electricityCost = (joules: number, pricePerKwh: number): number => joulesToKwh(joules) * pricePerKwh;
