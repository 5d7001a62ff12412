/** How a network reads text: its examples are the tokens of it. */
export interface TextInput {
  /** tokenizer.json of Hugging Face, as text: what makes numbers of a text. */
  tokenizer: string;
  /** The token that stands where a text has ended. */
  padding: number;
}
