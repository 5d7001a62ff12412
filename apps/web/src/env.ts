const apiUrl = process.env.JOULEMARK_API_URL || "http://127.0.0.1:4000";

/** Settings of the portal. */
export const env = {
  /** Inner address of the API, used by server components only; browsers use the origin they came from. */
  apiUrl,
  /** Origin people use, as the API knows it: what it takes sign-ins from. */
  publicUrl: new URL(process.env.PUBLIC_URL || apiUrl).origin,
};

/** Whether `next dev` serves the page: its tools need `eval`. */
export const isDevelopment = process.env.NODE_ENV === "development";
