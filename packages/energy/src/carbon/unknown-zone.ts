const SHOWN = 8;

/** A grid zone that no table has. */
export class UnknownZone extends Error {
  readonly code = "UNKNOWN_ZONE";
  readonly zone: string;
  /** Right zones near to it, nearest first; may be empty. */
  readonly suggestions: string[];

  constructor(zone: string, suggestions: string[]) {
    const near = suggestions.length === 0 ? "" : ` Near to it: ${suggestions.slice(0, SHOWN).join(", ")}${suggestions.length > SHOWN ? ", …" : ""}.`;
    super(`There is no grid zone "${zone}".${near} Use a zone of Electricity Maps (DE, FR, US-CAL-CISO), or a country's two or three letters (DE, DEU); leave it unset for the world average.`);
    this.name = "UnknownZone";
    this.zone = zone;
    this.suggestions = suggestions;
  }
}
