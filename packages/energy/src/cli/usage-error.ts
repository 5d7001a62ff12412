/** Arguments or input that cannot be used: the message names what is wrong and what would be right. Nothing was started. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
