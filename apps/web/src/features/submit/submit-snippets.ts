/** What a submission sends. */
export interface Submission {
  project: string;
  idempotencyKey: string;
  specification: unknown;
  visibility?: string;
}

const answer = "{ __typename ... on SubmitExperimentSuccess { experiment { id url } } ... on UserErrors { errors { code message path } } }";
const isFields = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);

/** A JSON value as another language writes it, each member on its own line where it is long. */
function literal(value: unknown, words: { true: string; false: string; null: string; key: (key: string) => string }, indent: string): string {
  const deeper = `${indent}  `;
  const lines = (open: string, parts: string[], close: string): string => {
    const short = `${open}${parts.join(", ")}${close}`;
    return short.length + indent.length <= 88 || parts.length === 0 ? short : `${open}\n${parts.map((part) => `${deeper}${part},`).join("\n")}\n${indent}${close}`;
  };
  if (Array.isArray(value)) return lines("[", value.map((item) => literal(item, words, deeper)), "]");
  if (isFields(value)) return lines("{", Object.entries(value).map(([key, inner]) => `${words.key(key)}: ${literal(inner, words, deeper)}`), "}");
  return value === true ? words.true : value === false ? words.false : value === null || value === undefined ? words.null : JSON.stringify(value);
}

/** The operation with its values written in: to paste into any GraphQL client. */
export function submitGraphql({ visibility, ...submission }: Submission): string {
  const words = { true: "true", false: "false", null: "null", key: (key: string) => key };
  const input = literal(submission, words, "  ");
  // An enum's value stands without quotes.
  const written = visibility === undefined ? input : input.replace(/^\{/, `{visibility: ${visibility}, `);
  return `mutation {\n  submitExperiment(input: ${written}) ${answer}\n}`;
}

/** Python with the standard library alone; the token comes from the environment. Run twice, it submits once. */
export function submitPython(origin: string, submission: Submission): string {
  const words = { true: "True", false: "False", null: "None", key: (key: string) => JSON.stringify(key) };
  return `import json, os, urllib.request as web

mutation = """mutation Submit($input: SubmitExperimentInput!) {
  submitExperiment(input: $input) {
    __typename
    ... on SubmitExperimentSuccess { experiment { id url } }
    ... on UserErrors { errors { code message path } }
  }
}"""
submission = ${literal(submission, words, "")}
request = web.Request(
    ${JSON.stringify(`${origin}/graphql`)},
    json.dumps({"query": mutation, "variables": {"input": submission}}).encode(),
    {"content-type": "application/json", "authorization": "Bearer " + os.environ["JOULEMARK_TOKEN"]},
)
answer = json.load(web.urlopen(request))
print(json.dumps(answer["data"]["submitExperiment"] if answer.get("data") else answer, indent=2))`;
}
