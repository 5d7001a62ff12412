/** Python that reads a board with the standard library alone. */
export const boardSnippet = (origin: string, task: string): string => `import json, urllib.request as web

query = """query Board($task: String!) {
  leaderboard(task: $task) { rows(first: 20) { nodes {
    rank
    quality { name value interval { low high } }
    trainingEnergy { value unit method boundary }
    result { url institution { name } }
  } } }
}"""
body = {"query": query, "variables": {"task": "${task}"}}
request = web.Request(
    "${origin}/graphql",
    json.dumps(body).encode(),
    {"content-type": "application/json"},
)
answer = json.load(web.urlopen(request))["data"]
rows = answer["leaderboard"]["rows"]["nodes"]`;

const specification = {
  version: 1,
  name: "Digits, 64-32-10",
  task: "digits",
  base: { layers: [{ type: "dense", units: 32, activation: "relu" }] },
  pipeline: [{ technique: "train" }],
  training: { strategy: "single", epochs: 60, batchSize: 32, optimizer: { type: "adam", learningRate: 0.003 } },
  seeds: [1, 2, 3],
};

const mutation = "mutation Submit($input: SubmitExperimentInput!) { submitExperiment(input: $input) { ... on SubmitExperimentSuccess { experiment { url } } ... on UserErrors { errors { path message } } } }";

/** A shell command that submits a small experiment; `project` is one that exists, or a word to replace. */
export const submitSnippet = (origin: string, project: string): string => `curl ${origin}/graphql \\
  -H "authorization: Bearer $JOULEMARK_TOKEN" \\
  -H "content-type: application/json" \\
  --data-binary @- <<'JSON'
${JSON.stringify({ query: mutation, variables: { input: { project, idempotencyKey: "my-first", specification } } }, null, 2)}
JSON`;
