/** The part of @tgwf/co2 that is read here; the package ships no types. */
declare module "@tgwf/co2" {
  export const averageIntensity: { data: Record<string, number>; type: string };
  export const electricityMaps: {
    yearly2025: { data: Record<string, { zone: { zoneName: string }; carbonIntensity: { value: number; unit: string } }> };
  };
}
